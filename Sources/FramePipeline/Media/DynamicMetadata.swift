import CFFmpeg

/// Metadata of HDR that change from frame to frame. No encoder takes them from FFmpeg, so they don't come through.
struct DynamicMetadata: OptionSet {
  let rawValue: UInt8

  static let dolbyVision = DynamicMetadata(rawValue: 1)
  static let hdr10Plus = DynamicMetadata(rawValue: 2)
  static let hdrVivid = DynamicMetadata(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// What a frame carries.
  init(of frame: UnsafeMutablePointer<AVFrame>) {
    self = []
    for (kind, own) in Self.kinds where av_frame_get_side_data(frame, kind) != nil { insert(own) }
  }

  /// What the container says that a stream carries.
  init(of header: StreamHeader) {
    self = header.sideData(AV_PKT_DATA_DOVI_CONF) == nil ? [] : .dolbyVision
  }

  /// The side data of frames that hold them.
  static let kinds: [(AVFrameSideDataType, DynamicMetadata)] = [
    (AV_FRAME_DATA_DOVI_RPU_BUFFER, .dolbyVision), (AV_FRAME_DATA_DOVI_METADATA, .dolbyVision),
    (AV_FRAME_DATA_DYNAMIC_HDR_PLUS, .hdr10Plus), (AV_FRAME_DATA_DYNAMIC_HDR_VIVID, .hdrVivid),
  ]

  /// A sentence for each that `name` loses.
  func warnings(for name: String) -> [String] {
    var warnings: [String] = []
    if contains(.dolbyVision) {
      warnings.append(
        "\(name) has Dolby Vision metadata, which do not fit the new picture: left out")
    }
    for (kind, word) in [(Self.hdr10Plus, "HDR10+"), (.hdrVivid, "HDR Vivid")]
    where contains(kind) {
      warnings.append(
        "\(name) has \(word) metadata, which no encoder of this FFmpeg writes: left out; "
          + "what HDR10 has (mastering display, content light level) is kept")
    }
    return warnings
  }
}
