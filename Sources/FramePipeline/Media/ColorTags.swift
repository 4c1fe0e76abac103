import CFFmpeg

/// How the numbers of a picture stand for colours: the tags of a frame, complete enough to convert it.
struct ColorTags: Sendable, Equatable {
  /// The matrix between RGB and YUV; `AVCOL_SPC_RGB` where there is none.
  var matrix: AVColorSpace
  /// Whether codes use the whole range (0-255) or the limited one (16-235, 16-240).
  var isFullRange: Bool
  /// The colours of the primaries; not used in conversions, but handed on.
  var primaries: AVColorPrimaries
  /// The transfer function; not used in conversions, but handed on.
  var transfer: AVColorTransferCharacteristic
  /// Where chroma samples lie; unspecified counts as left.
  var chromaLocation: AVChromaLocation

  /// The tags of a frame, with the usual guess where it has none: BT.601 under 720 lines and BT.709 from there;
  /// YUV is limited, and gray full range, as FFmpeg takes it.
  init(of frame: UnsafeMutablePointer<AVFrame>, _ format: PixelFormat) {
    let raw = frame.pointee
    primaries = raw.color_primaries
    transfer = raw.color_trc
    chromaLocation = raw.chroma_location
    switch format.model {
    case .rgb, .palette:
      matrix = AVCOL_SPC_RGB
      isFullRange = true
    case .yuv, .gray:
      let isUnknown = [AVCOL_SPC_UNSPECIFIED, AVCOL_SPC_RESERVED, AVCOL_SPC_RGB].contains(
        raw.colorspace)
      matrix = isUnknown ? Self.guessedMatrix(rows: Int(raw.height)) : raw.colorspace
      isFullRange =
        format.isFullRangeYUV || raw.color_range == AVCOL_RANGE_JPEG
        || (format.model == .gray && raw.color_range == AVCOL_RANGE_UNSPECIFIED)
    }
  }

  /// The matrix of a picture that does not tell it.
  static func guessedMatrix(rows: Int) -> AVColorSpace {
    rows < 720 ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709
  }

  /// The tags for the same picture in `format`, `rows` lines high.
  func following(_ format: PixelFormat, rows: Int) -> ColorTags {
    var tags = self
    switch format.model {
    case .rgb, .palette:
      tags.matrix = AVCOL_SPC_RGB
      tags.isFullRange = true
      tags.chromaLocation = AVCHROMA_LOC_UNSPECIFIED
    case .yuv, .gray:
      if format.isFullRangeYUV || (matrix == AVCOL_SPC_RGB && format.model == .gray) {
        tags.isFullRange = true
      } else if matrix == AVCOL_SPC_RGB {
        tags.isFullRange = false
      }
      if matrix == AVCOL_SPC_RGB { tags.matrix = Self.guessedMatrix(rows: rows) }
    }
    return tags
  }

  /// Writes the tags into a frame.
  func apply(to frame: UnsafeMutablePointer<AVFrame>) {
    frame.pointee.colorspace = matrix
    frame.pointee.color_range = range
    frame.pointee.color_primaries = primaries
    frame.pointee.color_trc = transfer
    frame.pointee.chroma_location = chromaLocation
  }

  /// Whether codes stand for more light than SDR has: PQ or HLG.
  var isHDR: Bool { [AVCOL_TRC_SMPTE2084, AVCOL_TRC_ARIB_STD_B67].contains(transfer) }

  /// The range as FFmpeg names it.
  var range: AVColorRange { isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG }
}
