import CFFmpeg

/// Chooses the pixel format that an encoder is given.
///
/// Alpha is kept where an encoder has it. Then depth comes first: at least the source's. Lossy encoders get 4:2:0 where they have it, because at twice or more the
/// size it holds as many chroma samples as the source's 4:4:4 and plays everywhere; lossless ones get what the source
/// has.
struct PixelFormatChoice {
  /// What is compressed.
  let source: PixelFormat
  /// Whether the encoder keeps every code, so that the source's model and chroma are worth keeping.
  let keepsModel: Bool
  /// The size that chroma has to divide.
  let width: Int
  let height: Int

  /// The best of the encoder's formats; nil when none of them can be written.
  func best(of candidates: [AVPixelFormat]) -> PixelFormat? {
    let formats = candidates.compactMap { PixelFormat($0) }.filter(\.isWritable)
    let whole = formats.filter {
      width % (1 << $0.log2ChromaWidth) == 0 && height % (1 << $0.log2ChromaHeight) == 0
    }
    return (whole.isEmpty ? formats : whole).min { cost($0) < cost($1) }
  }

  /// Costs in order of weight: what must not be lost, then what should not.
  private func cost(_ format: PixelFormat) -> (Int, Int, Int, Int, Int, Int) {
    // What is enlarged has levels between those of black and white pictures, or of 15 bits.
    let wantedDepth = source.model == .palette ? 8 : max(source.depth, 8)
    let isTooShallow = format.depth < wantedDepth
    return (
      modelCost(format.model) + (source.hasAlpha && !format.hasAlpha ? 10 : 0),
      isTooShallow ? 1 : 0,
      isTooShallow ? wantedDepth - format.depth : format.depth - wantedDepth,
      chromaCost(format),
      format.hasAlpha && !source.hasAlpha ? 1 : 0,
      // The old full-range names; packed formats take longer to write.
      (format.isFullRangeYUV ? 2 : 0) + (format.components.allSatisfy(\.isPlain) ? 0 : 1)
    )
  }

  private func modelCost(_ model: PixelFormat.Model) -> Int {
    let sourceModel = source.model == .palette ? .rgb : source.model
    if keepsModel, model == sourceModel { return 0 }
    switch model {
    case .yuv: return keepsModel && sourceModel == .rgb ? 2 : 1
    case .rgb: return keepsModel && sourceModel == .rgb ? 1 : 2
    case .gray: return sourceModel == .gray ? 2 : 9
    case .palette: return 9
    }
  }

  private func chromaCost(_ format: PixelFormat) -> Int {
    let isWanted420 = !keepsModel
    let wanted =
      isWanted420
      ? (1, 1)
      : source.model == .yuv ? (source.log2ChromaWidth, source.log2ChromaHeight) : (0, 0)
    let lost =
      max(format.log2ChromaWidth - wanted.0, 0) + max(format.log2ChromaHeight - wanted.1, 0)
    let extra =
      max(wanted.0 - format.log2ChromaWidth, 0) + max(wanted.1 - format.log2ChromaHeight, 0)
    return 10 * lost + extra
  }
}
