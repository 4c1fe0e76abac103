import CFFmpeg
import RLFNEngine

/// Turns frames of one format into RGB 0-255.
final class RGBReader {
  /// The frames it reads.
  let format: FrameFormat
  /// Whether transparent pixels were met and composed over the background.
  private(set) var hasMetTransparency = false

  private let samples: SampleReader
  private let matrix: ColorMatrix
  private let luma: AlignedFloats
  private let chroma: [ChromaUpsampler]

  init(_ format: FrameFormat) {
    self.format = format
    samples = SampleReader(format.pixels, width: format.width)
    let matrix = ColorMatrix(format.color, depth: format.pixels.depth)
    self.matrix = matrix
    luma = AlignedFloats(count: format.width)
    chroma =
      format.pixels.model == .yuv
      ? (1...2).map { ChromaUpsampler(format, component: $0, matrix: matrix) } : []
  }

  /// Converts a frame of the format; alpha goes into the fourth plane, or where there is none, the colours over
  /// `background`.
  func read(
    _ frame: UnsafeMutablePointer<AVFrame>, into image: borrowing PlanarImage,
    over background: SIMD3<Float>
  ) {
    for upsampler in chroma { upsampler.begin() }
    for row in 0..<format.height {
      let offset = row * image.rowStride
      let (red, green, blue) = (
        image.plane(0) + offset, image.plane(1) + offset, image.plane(2) + offset
      )
      switch format.pixels.model {
      case .rgb, .palette:
        for (index, result) in [red, green, blue].enumerated() {
          readRGB(frame, component: index, row: row, into: result)
        }
      case .gray:
        readLuma(frame, row: row, into: red)
        green.update(from: red, count: format.width)
        blue.update(from: red, count: format.width)
      case .yuv:
        let cb = chroma[0].row(row, of: frame, samples)
        let cr = chroma[1].row(row, of: frame, samples)
        samples.read(frame, component: 0, row: row, count: format.width, into: luma.base)
        convert(luma.base, cb, cr, to: red, green, blue)
      }
      if image.planeCount == 4 {
        readAlpha(frame, row, into: image.plane(3) + offset)
      } else if format.pixels.hasAlpha {
        compose(frame, row, red, green, blue, over: background)
      }
    }
    if image.planeCount == 4, format.pixels.hasAlpha { AlphaEdges.spreadColors(in: image) }
  }

  private func readRGB(
    _ frame: UnsafeMutablePointer<AVFrame>, component: Int, row: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    samples.read(frame, component: component, row: row, count: format.width, into: result)
    let depth = format.pixels.model == .palette ? 8 : format.pixels.components[component].depth
    let scale = format.pixels.isFloat ? 255 : 255 / Float((1 << depth) - 1)
    for x in 0..<format.width { result[x] = min(max(result[x] * scale, 0), 255) }
  }

  private func readLuma(
    _ frame: UnsafeMutablePointer<AVFrame>, row: Int, into result: UnsafeMutablePointer<Float>
  ) {
    samples.read(frame, component: 0, row: row, count: format.width, into: result)
    let (offset, scale) = format.pixels.isFloat ? (0, 255) : (matrix.lumaOffset, matrix.lumaScale)
    for x in 0..<format.width { result[x] = min(max((result[x] - offset) * scale, 0), 255) }
  }

  private func convert(
    _ luma: UnsafePointer<Float>, _ cb: UnsafePointer<Float>, _ cr: UnsafePointer<Float>,
    to red: UnsafeMutablePointer<Float>, _ green: UnsafeMutablePointer<Float>,
    _ blue: UnsafeMutablePointer<Float>
  ) {
    let (fromCb, fromCr) = matrix.fromChroma
    let (offset, scale) = (matrix.lumaOffset, matrix.lumaScale)
    for x in 0..<format.width {
      let y = (luma[x] - offset) * scale
      let (b, r) = (cb[x], cr[x])
      red[x] = min(max(y + (fromCb.x * b + fromCr.x * r), 0), 255)
      green[x] = min(max(y + (fromCb.y * b + fromCr.y * r), 0), 255)
      blue[x] = min(max(y + (fromCb.z * b + fromCr.z * r), 0), 255)
    }
  }

  /// Alpha of a row, 0-255; opaque where the format has none.
  private func readAlpha(
    _ frame: UnsafeMutablePointer<AVFrame>, _ row: Int, into result: UnsafeMutablePointer<Float>
  ) {
    guard format.pixels.hasAlpha else {
      result.update(repeating: 255, count: format.width)
      return
    }
    let component = format.pixels.alphaIndex ?? 3
    samples.read(frame, component: component, row: row, count: format.width, into: result)
    let depth = format.pixels.alphaIndex.map { format.pixels.components[$0].depth } ?? 8
    let scale = format.pixels.isFloat ? 255 : 255 / Float((1 << depth) - 1)
    for x in 0..<format.width { result[x] = min(max(result[x] * scale, 0), 255) }
  }

  /// Mixes a row with the background by its alpha.
  private func compose(
    _ frame: UnsafeMutablePointer<AVFrame>, _ row: Int, _ red: UnsafeMutablePointer<Float>,
    _ green: UnsafeMutablePointer<Float>, _ blue: UnsafeMutablePointer<Float>,
    over background: SIMD3<Float>
  ) {
    let alpha = luma.base
    readAlpha(frame, row, into: alpha)
    var least: Float = 255
    for x in 0..<format.width { least = min(least, alpha[x]) }
    guard least < 255 else { return }
    hasMetTransparency = true
    for x in 0..<format.width {
      let share = alpha[x] / 255
      red[x] = background.x + (red[x] - background.x) * share
      green[x] = background.y + (green[x] - background.y) * share
      blue[x] = background.z + (blue[x] - background.z) * share
    }
  }
}
