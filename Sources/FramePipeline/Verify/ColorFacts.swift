import CFFmpeg

/// What a picture says of its colours, and what a player makes of what it does not say.
struct ColorFacts {
  /// A tag: its name, and the one that counts where the tag is not set.
  struct Tag: Equatable {
    /// FFmpeg's name; nil where it is not set or says nothing.
    let stated: String?
    /// What counts.
    let effective: String?
  }

  /// The matrix between RGB and YUV; nothing where there is none.
  var matrix = Tag(stated: nil, effective: nil)
  /// Limited (`tv`) or full (`pc`) range.
  var range = Tag(stated: nil, effective: nil)
  /// The primaries; without a guess.
  var primaries = Tag(stated: nil, effective: nil)
  /// The transfer function; without a guess.
  var transfer = Tag(stated: nil, effective: nil)
  /// Where chroma samples lie; nothing where every pixel has its own.
  var chroma = Tag(stated: nil, effective: nil)

  /// Nothing known.
  init() {}

  /// What a frame says.
  init(_ frame: UnsafeMutablePointer<AVFrame>, _ pixels: PixelFormat?) {
    let raw = frame.pointee
    primaries = Self.tag(
      raw.color_primaries == AVCOL_PRI_UNSPECIFIED || raw.color_primaries == AVCOL_PRI_RESERVED
        ? nil : av_color_primaries_name(raw.color_primaries))
    transfer = Self.tag(
      raw.color_trc == AVCOL_TRC_UNSPECIFIED || raw.color_trc == AVCOL_TRC_RESERVED
        ? nil : av_color_transfer_name(raw.color_trc))
    let statedRange =
      raw.color_range == AVCOL_RANGE_UNSPECIFIED
      ? nil : Self.text(av_color_range_name(raw.color_range))
    guard let pixels, pixels.model == .yuv || pixels.model == .gray else {
      range = Tag(stated: statedRange, effective: "pc")
      return
    }
    let isFull = pixels.isFullRangeYUV || (pixels.model == .gray && statedRange == nil)
    range = Tag(stated: statedRange, effective: isFull ? "pc" : statedRange ?? "tv")
    guard pixels.model == .yuv else { return }
    let isSet = ![AVCOL_SPC_UNSPECIFIED, AVCOL_SPC_RESERVED].contains(raw.colorspace)
    let statedMatrix = isSet ? Self.text(av_color_space_name(raw.colorspace)) : nil
    matrix = Tag(stated: statedMatrix, effective: statedMatrix ?? Self.guessedMatrix(raw.height))
    if pixels.log2ChromaWidth > 0 || pixels.log2ChromaHeight > 0 {
      let position =
        raw.chroma_location == AVCHROMA_LOC_UNSPECIFIED
        ? nil : Self.text(av_chroma_location_name(raw.chroma_location))
      chroma = Tag(stated: position, effective: position ?? "left")
    }
  }

  /// What players take where nothing is said.
  private static func guessedMatrix(_ rows: Int32) -> String {
    rows < 720 ? "smpte170m" : "bt709"
  }

  private static func tag(_ name: UnsafePointer<CChar>?) -> Tag {
    let text = text(name)
    return Tag(stated: text, effective: text)
  }

  private static func text(_ name: UnsafePointer<CChar>?) -> String? {
    name.map { String(cString: $0) }
  }
}
