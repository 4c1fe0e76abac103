import CFFmpeg

/// Makes one chroma component of a frame from full-resolution RGB, row by row from the top.
final class ChromaDownsampler {
  private let component: Int
  private let width: Int
  private let height: Int
  private let chromaWidth: Int
  private let chromaHeight: Int
  private let weights: SIMD3<Float>
  private let offset: Float
  private let columnRatio: Int
  private let rowRatio: Int
  private let columns: (first: Int, weights: [Float])
  private let rows: (first: Int, weights: [Float])

  /// A picture row's chroma with copies of its ends on both sides.
  private let line: FloatBuffer
  private let margin: Int
  /// The last picture rows, decimated to the chroma width; row n lies in slot n modulo `slots`.
  private let kept: FloatBuffer
  private let slots: Int
  private let stride: Int
  private let result: FloatBuffer
  private var nextRow = 0

  /// For component 1 or 2 of frames of `format`.
  init(_ format: FrameFormat, component: Int, matrix: ColorMatrix) {
    self.component = component
    let pixels = format.pixels
    width = format.width
    height = format.height
    chromaWidth = (format.width + (1 << pixels.log2ChromaWidth) - 1) >> pixels.log2ChromaWidth
    chromaHeight = (format.height + (1 << pixels.log2ChromaHeight) - 1) >> pixels.log2ChromaHeight
    weights = (component == 1 ? matrix.cb : matrix.cr) / matrix.chromaScale
    offset = matrix.chromaOffset
    let filters = ChromaFilter.pair(pixels, format.color.chromaLocation)
    columnRatio = filters.columns.ratio
    rowRatio = filters.rows.ratio
    columns = filters.columns.decimation
    rows = filters.rows.decimation
    // The last group may be incomplete: its filter begins up to a group's length past the row's end.
    margin = columns.weights.count + columnRatio
    line = FloatBuffer(count: width + 2 * margin)
    stride = (chromaWidth + 15) / 16 * 16
    slots = rows.weights.count
    kept = FloatBuffer(count: slots * stride)
    result = FloatBuffer(count: stride)
  }

  /// Starts a new frame.
  func begin() { nextRow = 0 }

  /// Takes a picture row, and writes the chroma rows for which it was the last one needed.
  func add(
    row: Int, _ rgb: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>),
    to frame: UnsafeMutablePointer<AVFrame>, _ samples: borrowing SampleWriter
  ) {
    let (red, green, blue) = rgb
    let chroma = line.base + margin
    let (r, g, b) = (weights.x, weights.y, weights.z)
    for x in 0..<width { chroma[x] = (r * red[x] + g * green[x]) + b * blue[x] }
    decimate(into: kept.base + row % slots * stride)
    while nextRow < chromaHeight {
      let first = nextRow * rowRatio + rows.first
      guard row >= min(first + slots - 1, height - 1) else { return }
      combine(from: first)
      samples.write(
        result.base, count: chromaWidth, to: frame, component: component, row: nextRow)
      nextRow += 1
    }
  }

  /// Filters and decimates `line` along the row.
  private func decimate(into out: UnsafeMutablePointer<Float>) {
    let chroma = line.base + margin
    if columnRatio == 1 {
      out.update(from: chroma, count: chromaWidth)
      return
    }
    for x in 1...margin {
      chroma[-x] = chroma[0]
      chroma[width - 1 + x] = chroma[width - 1]
    }
    let ratio = columnRatio
    out.update(repeating: 0, count: chromaWidth)
    for (tap, weight) in columns.weights.enumerated() where weight != 0 {
      let source = chroma + (columns.first + tap)
      for x in 0..<chromaWidth { out[x] += weight * source[x * ratio] }
    }
  }

  /// Filters the kept rows from picture row `first` on into `result`, as codes.
  private func combine(from first: Int) {
    let out = result.base
    out.update(repeating: offset, count: chromaWidth)
    for (tap, weight) in rows.weights.enumerated() where weight != 0 {
      let source = kept.base + min(max(first + tap, 0), height - 1) % slots * stride
      for x in 0..<chromaWidth { out[x] += weight * source[x] }
    }
  }
}
