import CFFmpeg

/// What a source says of HDR10: on what display it was mastered, and how light it gets.
///
/// Containers carry it as side data of the stream. FFmpeg's encoders don't write that into their bitstreams, where
/// televisions and whoever takes the stream out of its container look for it: it becomes settings of the encoder's library.
struct HDRMetadata {
  /// Settings by the names of the encoder's library, for the option of FFmpeg that takes a list of them.
  typealias Settings = (option: String, list: [(key: String, value: String)])

  private var display: AVMasteringDisplayMetadata?
  private var light: AVContentLightMetadata?

  /// Of side data of a stream and its first frame, those that count most first.
  init(_ blocks: [StreamHeader.SideData]) {
    let size = (
      display: MemoryLayout<AVMasteringDisplayMetadata>.size,
      light: MemoryLayout<AVContentLightMetadata>.size
    )
    for block in blocks {
      block.bytes.withUnsafeBytes { bytes in
        switch block.kind {
        case AV_PKT_DATA_MASTERING_DISPLAY_METADATA where bytes.count >= size.display:
          display = display ?? bytes.loadUnaligned(as: AVMasteringDisplayMetadata.self)
        case AV_PKT_DATA_CONTENT_LIGHT_LEVEL where bytes.count >= size.light:
          light = light ?? bytes.loadUnaligned(as: AVContentLightMetadata.self)
        default: break
        }
      }
    }
  }

  /// What makes an encoder write it; nil where there is nothing to write, or FFmpeg has no way to tell the encoder.
  func settings(of encoder: String) -> Settings? {
    let names: (option: String, display: String, light: String)
    switch encoder {
    case "libx264", "libx264rgb": names = ("x264-params", "mastering-display", "cll")
    case "libx265": names = ("x265-params", "master-display", "max-cll")
    case "libsvtav1": names = ("svtav1-params", "mastering-display", "content-light")
    default: return nil
    }
    var list: [(key: String, value: String)] = []
    let text = encoder == "libsvtav1" ? displayInNumbers : displayInUnits
    if let text { list.append((names.display, text)) }
    if let light, light.MaxCLL <= UInt16.max, light.MaxFALL <= UInt16.max {
      list.append((names.light, "\(light.MaxCLL),\(light.MaxFALL)"))
    }
    return list.isEmpty ? nil : (names.option, list)
  }

  /// Green, blue, red, white and luminance as x264 and x265 read them: in steps of 1/50000 and of 1/10000 cd/m2, as they
  /// are in the bitstream. Nil where it is incomplete or would not fit there.
  private var displayInUnits: String? {
    text { value, isLuminance in
      let steps: Int64 = isLuminance ? 10_000 : 50_000
      let units = av_rescale(Int64(value.num), steps, Int64(value.den))
      return (isLuminance ? 0...Int64(UInt32.max) : 0...50_000).contains(units) ? "\(units)" : nil
    }
  }

  /// The same as SVT-AV1 reads them: as they are.
  private var displayInNumbers: String? {
    text { value, isLuminance in
      let number = Rational(value).value
      return (isLuminance ? 0...Double(1 << 24) : 0...1).contains(number) ? "\(number)" : nil
    }
  }

  private func text(_ word: (AVRational, _ isLuminance: Bool) -> String?) -> String? {
    guard let display, display.has_primaries != 0, display.has_luminance != 0 else { return nil }
    let (red, green, blue) = display.display_primaries
    let values = [
      green.0, green.1, blue.0, blue.1, red.0, red.1, display.white_point.0,
      display.white_point.1, display.max_luminance, display.min_luminance,
    ]
    let words = values.enumerated().compactMap { index, value in
      value.den > 0 ? word(value, index >= 8) : nil
    }
    guard words.count == values.count else { return nil }
    return zip(["G", "B", "R", "WP", "L"], stride(from: 0, to: words.count, by: 2))
      .map { "\($0)(\(words[$1]),\(words[$1 + 1]))" }.joined()
  }
}
