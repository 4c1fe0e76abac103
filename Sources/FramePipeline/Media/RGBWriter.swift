import CFFmpeg
import RLFNEngine

/// The samples of a row: red, green, blue.
typealias RGBRow = (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>)

extension PlanarImage {
  func rgb(row: Int) -> RGBRow {
    let offset = row * rowStride
    return (
      UnsafePointer(plane(0) + offset), UnsafePointer(plane(1) + offset),
      UnsafePointer(plane(2) + offset)
    )
  }
}

/// Turns RGB 0-255 into frames of one format.
final class RGBWriter {
  /// The frames it writes.
  let format: FrameFormat

  private let samples: SampleWriter
  private let matrix: ColorMatrix
  private let luma: AlignedFloats
  private let chroma: [ChromaDownsampler]

  init(_ format: FrameFormat) {
    precondition(format.pixels.isWritable, "the format can be written")
    self.format = format
    samples = SampleWriter(format.pixels, width: format.width)
    let matrix = ColorMatrix(format.color, depth: format.pixels.depth)
    self.matrix = matrix
    luma = AlignedFloats(count: format.width)
    chroma =
      format.pixels.model == .yuv
      ? (1...2).map { ChromaDownsampler(format, component: $0, matrix: matrix) } : []
  }

  /// Whether frames have to be zero before `write`.
  var needsZeroedFrames: Bool { !samples.isPlain }

  /// Whether `write` can take rows from another frame.
  var canTakeRows: Bool { samples.isPlain }

  /// Writes all rows of `frame`, which has the format.
  ///
  /// `rows`, in ascending order, are those of the picture that `previous`, of the same format, was made of: what they became is
  /// copied from there.
  func write(
    _ image: borrowing PlanarImage, to frame: UnsafeMutablePointer<AVFrame>,
    taking rows: [Range<Int>] = [], from previous: UnsafeMutablePointer<AVFrame>? = nil
  ) {
    for downsampler in chroma { downsampler.begin() }
    var row = 0
    if let previous {
      for stretch in rows {
        let taken = stretch.clamped(to: row..<format.height)
        convert(image, row..<taken.lowerBound, to: frame)
        take(taken, of: image, from: previous, to: frame)
        row = taken.upperBound
      }
    }
    convert(image, row..<format.height, to: frame)
  }

  private func take(
    _ rows: Range<Int>, of image: borrowing PlanarImage,
    from previous: UnsafeMutablePointer<AVFrame>, to frame: UnsafeMutablePointer<AVFrame>
  ) {
    for component in format.pixels.components.indices
    where chroma.isEmpty || !(1...2).contains(component) {
      samples.copy(rows, count: format.width, component: component, from: previous, to: frame)
    }
    for downsampler in chroma {
      downsampler.take(rows, of: image, from: previous, to: frame, samples)
    }
  }

  private func convert(
    _ image: borrowing PlanarImage, _ rows: Range<Int>, to frame: UnsafeMutablePointer<AVFrame>
  ) {
    for row in rows {
      let rgb = image.rgb(row: row)
      switch format.pixels.model {
      case .rgb, .palette:
        writeRGB(rgb.0, component: 0, row: row, to: frame)
        writeRGB(rgb.1, component: 1, row: row, to: frame)
        writeRGB(rgb.2, component: 2, row: row, to: frame)
      case .gray, .yuv:
        mix(rgb, matrix.luma, 1 / matrix.lumaScale, matrix.lumaOffset)
        samples.write(luma.base, count: format.width, to: frame, component: 0, row: row)
        for downsampler in chroma { downsampler.add(row: row, rgb, to: frame, samples) }
      }
      if let alpha = format.pixels.alphaIndex {
        let values =
          image.planeCount == 4 ? UnsafePointer(image.plane(3) + row * image.rowStride) : nil
        writeAlpha(values, component: alpha, row: row, to: frame)
      }
    }
  }

  private func writeRGB(
    _ values: UnsafePointer<Float>, component: Int, row: Int,
    to frame: UnsafeMutablePointer<AVFrame>
  ) {
    let top = Float((1 << format.pixels.components[component].depth) - 1)
    for x in 0..<format.width { luma.base[x] = values[x] * top / 255 }
    samples.write(luma.base, count: format.width, to: frame, component: component, row: row)
  }

  private func mix(
    _ rgb: RGBRow, _ weights: SIMD3<Float>, _ scale: Float, _ offset: Float
  ) {
    let (red, green, blue) = rgb
    let out = luma.base
    let (r, g, b) = (weights.x * scale, weights.y * scale, weights.z * scale)
    for x in 0..<format.width { out[x] = (r * red[x] + g * green[x]) + (b * blue[x] + offset) }
  }

  /// Writes alpha: all opaque where the picture has none.
  private func writeAlpha(
    _ values: UnsafePointer<Float>?, component: Int, row: Int,
    to frame: UnsafeMutablePointer<AVFrame>
  ) {
    let top = Float((1 << format.pixels.components[component].depth) - 1)
    if let values {
      for x in 0..<format.width { luma.base[x] = values[x] * (top / 255) }
    } else {
      luma.base.update(repeating: top, count: format.width)
    }
    samples.write(luma.base, count: format.width, to: frame, component: component, row: row)
  }
}
