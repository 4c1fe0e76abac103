import CFFmpeg
import RLFNEngine

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
  private let line: AlignedFloats
  private let margin: Int
  /// The same in `columnRatio` parts, one behind the other: every `columnRatio`th pixel from the first, the second...
  private let parts: AlignedFloats
  private let partLength: Int
  /// The last picture rows, decimated to the chroma width; row n lies in slot n modulo `slots`.
  private let kept: AlignedFloats
  private let slots: Int
  private let stride: Int
  private let result: AlignedFloats
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
    // The last group may be incomplete: its filter begins up to a group's length past the row's end. Whole groups, so
    // that a part begins with the margin's first pixel.
    let groups = columns.weights.count / columnRatio + 2
    margin = groups * columnRatio
    partLength = chromaWidth + 2 * groups
    line = AlignedFloats(count: partLength * columnRatio)
    parts = AlignedFloats(count: columnRatio == 1 ? 0 : partLength * columnRatio)
    stride = (chromaWidth + 15) / 16 * 16
    slots = rows.weights.count
    kept = AlignedFloats(count: slots * stride)
    result = AlignedFloats(count: stride)
  }

  /// Starts a new frame.
  func begin() { nextRow = 0 }

  /// Takes a picture row, and writes the chroma rows for which it was the last one needed.
  func add(
    row: Int, _ rgb: RGBRow, to frame: UnsafeMutablePointer<AVFrame>,
    _ samples: borrowing SampleWriter
  ) {
    let (red, green, blue) = rgb
    let chroma = line.base + margin
    let (r, g, b) = (weights.x, weights.y, weights.z)
    for x in 0..<width { chroma[x] = (r * red[x] + g * green[x]) + b * blue[x] }
    decimate(into: kept.base + row % slots * stride)
    while nextRow < chromaHeight {
      let first = firstRow(of: nextRow)
      guard row >= min(first + slots - 1, height - 1) else { return }
      combine(from: first)
      samples.write(
        result.base, count: chromaWidth, to: frame, component: component, row: nextRow)
      nextRow += 1
    }
  }

  /// Takes picture rows that are those of the picture which `previous` was made of: the chroma rows made of these alone are
  /// copied from there.
  func take(
    _ taken: Range<Int>, of image: borrowing PlanarImage,
    from previous: UnsafeMutablePointer<AVFrame>, to frame: UnsafeMutablePointer<AVFrame>,
    _ samples: borrowing SampleWriter
  ) {
    let copied = chromaRows(of: taken)
    guard !copied.isEmpty else { return add(taken, of: image, to: frame, samples) }
    // The chroma rows before and behind the copied ones need some of the picture rows as well.
    var row = taken.lowerBound
    if nextRow < copied.lowerBound {
      row = min(firstRow(of: copied.lowerBound - 1) + slots, taken.upperBound)
      add(taken.lowerBound..<row, of: image, to: frame, samples)
    }
    samples.copy(copied, count: chromaWidth, component: component, from: previous, to: frame)
    nextRow = copied.upperBound
    guard nextRow < chromaHeight else { return }
    row = min(max(row, firstRow(of: nextRow)), taken.upperBound)
    add(row..<taken.upperBound, of: image, to: frame, samples)
  }

  private func add(
    _ rows: Range<Int>, of image: borrowing PlanarImage,
    to frame: UnsafeMutablePointer<AVFrame>, _ samples: borrowing SampleWriter
  ) {
    for row in rows { add(row: row, image.rgb(row: row), to: frame, samples) }
  }

  /// The chroma rows that are made of these picture rows alone.
  private func chromaRows(of taken: Range<Int>) -> Range<Int> {
    let offset = rows.first
    let first = taken.lowerBound == 0 ? 0 : (taken.lowerBound - offset + rowRatio - 1) / rowRatio
    let room = taken.upperBound - offset - slots
    let end = taken.upperBound == height ? chromaHeight : room < 0 ? 0 : room / rowRatio + 1
    return first < end ? first..<end : 0..<0
  }

  /// The first picture row, possibly above the picture, that a chroma row is made of.
  private func firstRow(of chromaRow: Int) -> Int { chromaRow * rowRatio + rows.first }

  /// Filters and decimates `line` along the row.
  private func decimate(into out: UnsafeMutablePointer<Float>) {
    let chroma = line.base + margin
    if columnRatio == 1 {
      out.update(from: chroma, count: chromaWidth)
      return
    }
    let end = line.base + line.count
    line.base.update(repeating: chroma[0], count: margin)
    (chroma + width).update(repeating: chroma[width - 1], count: end - (chroma + width))
    split()
    out.update(repeating: 0, count: chromaWidth)
    for (tap, weight) in columns.weights.enumerated() where weight != 0 {
      let first = margin + columns.first + tap
      let source = parts.base + (first % columnRatio * partLength + first / columnRatio)
      for x in 0..<chromaWidth { out[x] += weight * source[x] }
    }
  }

  /// Sorts `line` into `parts`, so that the filter's sums go over what lies side by side: vector code. So is the usual
  /// ratio's own loop.
  private func split() {
    let (line, parts) = (line.base, parts.base)
    if columnRatio == 2 {
      let odd = parts + partLength
      for x in 0..<partLength {
        parts[x] = line[2 * x]
        odd[x] = line[2 * x + 1]
      }
      return
    }
    for part in 0..<columnRatio {
      let result = parts + part * partLength
      for x in 0..<partLength { result[x] = line[x * columnRatio + part] }
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
