import CFFmpeg
import RLFNEngine

/// One chroma component of a frame at full resolution, row by row from the top.
final class ChromaUpsampler {
  private let component: Int
  private let width: Int
  private let chromaWidth: Int
  private let chromaHeight: Int
  private let offset: Float
  private let scale: Float
  private let columnRatio: Int
  private let rowRatio: Int
  private let columnPhases: [(first: Int, weights: SIMD4<Float>)]
  private let rowPhases: [(first: Int, weights: SIMD4<Float>)]

  /// A chroma row with `margin` copies of its ends on both sides.
  private let line: AlignedFloats
  /// The last chroma rows, stretched to full width; row n lies in slot n modulo 4.
  private let rows: AlignedFloats
  private let result: AlignedFloats
  private let stride: Int
  private var newest = -1
  private static let margin = 3

  /// For component 1 or 2 of frames of `format`.
  init(_ format: FrameFormat, component: Int, matrix: ColorMatrix) {
    self.component = component
    let pixels = format.pixels
    width = format.width
    chromaWidth = (format.width + (1 << pixels.log2ChromaWidth) - 1) >> pixels.log2ChromaWidth
    chromaHeight = (format.height + (1 << pixels.log2ChromaHeight) - 1) >> pixels.log2ChromaHeight
    offset = matrix.chromaOffset
    scale = matrix.chromaScale
    let filters = ChromaFilter.pair(pixels, format.color.chromaLocation)
    columnRatio = filters.columns.ratio
    rowRatio = filters.rows.ratio
    columnPhases = filters.columns.interpolation
    rowPhases = filters.rows.interpolation
    line = AlignedFloats(count: chromaWidth + 2 * Self.margin)
    stride = (chromaWidth * columnRatio + 15) / 16 * 16
    rows = AlignedFloats(count: 4 * stride)
    result = AlignedFloats(count: stride)
  }

  /// Starts a new frame.
  func begin() { newest = -1 }

  /// The chroma of a picture row, as differences of -127.5...127.5; valid until the next call. Rows are asked for in
  /// order.
  func row(
    _ row: Int, of frame: UnsafeMutablePointer<AVFrame>, _ samples: borrowing SampleReader
  ) -> UnsafePointer<Float> {
    if rowRatio == 1 {
      stretch(row, of: frame, samples, into: result.base)
      return UnsafePointer(result.base)
    }
    let (first, weights) = rowPhases[row % rowRatio]
    let top = row / rowRatio + first
    while newest < min(top + 3, chromaHeight - 1) {
      newest += 1
      stretch(newest, of: frame, samples, into: rows.base + newest % 4 * stride)
    }
    func line(_ index: Int) -> UnsafePointer<Float> {
      UnsafePointer(rows.base + min(max(top + index, 0), chromaHeight - 1) % 4 * stride)
    }
    let (a, b, c, d) = (line(0), line(1), line(2), line(3))
    let out = result.base
    for x in 0..<width {
      out[x] = (weights.x * a[x] + weights.y * b[x]) + (weights.z * c[x] + weights.w * d[x])
    }
    return UnsafePointer(out)
  }

  /// Reads a chroma row and stretches it to full width.
  private func stretch(
    _ row: Int, of frame: UnsafeMutablePointer<AVFrame>, _ samples: borrowing SampleReader,
    into out: UnsafeMutablePointer<Float>
  ) {
    let chroma = columnRatio == 1 ? out : line.base + Self.margin
    samples.read(frame, component: component, row: row, count: chromaWidth, into: chroma)
    for x in 0..<chromaWidth { chroma[x] = (chroma[x] - offset) * scale }
    if columnRatio == 1 { return }
    for x in 1...Self.margin {
      chroma[-x] = chroma[0]
      chroma[chromaWidth - 1 + x] = chroma[chromaWidth - 1]
    }
    for (phase, (first, weights)) in columnPhases.enumerated() {
      let source = chroma + first
      let ratio = columnRatio
      let target = out + phase
      for x in 0..<chromaWidth {
        target[x * ratio] =
          (weights.x * source[x] + weights.y * source[x + 1])
          + (weights.z * source[x + 2] + weights.w * source[x + 3])
      }
    }
  }
}
