import CFFmpeg
import FramePipeline
import Testing

/// Matrix and range of a frame, with the numbers of ITU-R BT.601, BT.709 and BT.2020.
struct ChartCoding: CustomTestStringConvertible, Sendable {
  let name: String
  let matrix: AVColorSpace
  let red: Double
  let blue: Double
  let isFull: Bool

  var testDescription: String { "\(name) \(isFull ? "full" : "limited")" }

  static let all = [false, true].flatMap { full in
    [
      ChartCoding(name: "601", matrix: AVCOL_SPC_SMPTE170M, red: 0.299, blue: 0.114, isFull: full),
      ChartCoding(name: "709", matrix: AVCOL_SPC_BT709, red: 0.2126, blue: 0.0722, isFull: full),
      ChartCoding(
        name: "2020", matrix: AVCOL_SPC_BT2020_NCL, red: 0.2627, blue: 0.0593, isFull: full),
    ]
  }

  /// The codes of a colour (0-1) with that many bits, as BT.601 and the others define them.
  func codes(_ rgb: SIMD3<Double>, depth: Int) -> SIMD3<Double> {
    let y = red * rgb.x + (1 - red - blue) * rgb.y + blue * rgb.z
    let chroma = SIMD2((rgb.z - y) / (2 * (1 - blue)), (rgb.x - y) / (2 * (1 - red)))
    let top = Double((1 << depth) - 1)
    let unit = Double(1 << (depth - 8))
    let result =
      isFull
      ? SIMD3(y * top, chroma.x * top + 128 * unit, chroma.y * top + 128 * unit)
      : SIMD3((16 + 219 * y), (128 + 224 * chroma.x), (128 + 224 * chroma.y)) * unit
    let rounded = result.rounded(.toNearestOrEven)
    return rounded.clamped(lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: top))
  }
}

/// A grey ramp in 36 steps, then colour bars at 100 % and 75 %, as colours 0-1.
let chartColors: [SIMD3<Double>] = {
  var result = (0..<36).map { SIMD3<Double>(repeating: Double($0) / 35) }
  for level in [1, 0.75] {
    for bits in 0..<8 {
      result.append(SIMD3(Double(bits & 1), Double(bits >> 1 & 1), Double(bits >> 2)) * level)
    }
  }
  return result
}()

// Wide enough for the filters of a format with a chroma sample every 4 pixels not to reach the next block.
private let block = 32
private let columns = 13
private let rows = 4

/// The middle of the block of a colour.
func chartPlace(_ index: Int) -> (x: Int, y: Int) {
  (index % columns * block + block / 2, index / columns * block + block / 2)
}

/// A frame of blocks of the colours.
func chartFrame(_ formatName: String, _ coding: ChartCoding) throws -> Frame {
  let frame = Frame()
  let raw = frame.pointer
  let format = av_get_pix_fmt(formatName)
  let descriptor = try #require(av_pix_fmt_desc_get(format)).pointee
  let depth = Int(descriptor.comp.0.depth)
  raw.pointee.width = Int32(columns * block)
  raw.pointee.height = Int32(rows * block)
  raw.pointee.format = format.rawValue
  raw.pointee.colorspace = coding.matrix
  raw.pointee.color_range = coding.isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
  #expect(av_frame_get_buffer(raw, 0) >= 0)
  let buffer = try #require(raw.pointee.buf.0)
  buffer.pointee.data.initialize(repeating: 0, count: buffer.pointee.size)
  for plane in 1...3 {
    let more = plane == 1 ? raw.pointee.buf.1 : plane == 2 ? raw.pointee.buf.2 : raw.pointee.buf.3
    if let more { more.pointee.data.initialize(repeating: 0, count: more.pointee.size) }
  }
  for component in 0..<min(Int(descriptor.nb_components), 3) {
    let (shiftX, shiftY) =
      component > 0 ? (Int(descriptor.log2_chroma_w), Int(descriptor.log2_chroma_h)) : (0, 0)
    let width = columns * block >> shiftX
    for y in 0..<rows * block >> shiftY {
      let line = (0..<width).map { x -> UInt16 in
        let index = (y << shiftY) / block * columns + (x << shiftX) / block
        return UInt16(coding.codes(chartColors[index], depth: depth)[component])
      }
      var planes: [UnsafeMutablePointer<UInt8>?] = [
        raw.pointee.data.0, raw.pointee.data.1, raw.pointee.data.2, raw.pointee.data.3,
      ]
      var strides = [
        raw.pointee.linesize.0, raw.pointee.linesize.1, raw.pointee.linesize.2,
        raw.pointee.linesize.3,
      ]
      av_write_image_line2(
        line, &planes, &strides, av_pix_fmt_desc_get(format), 0, Int32(y), Int32(component),
        Int32(width), 2)
    }
  }
  return frame
}

/// One code of a frame.
func code(_ frame: borrowing Frame, _ component: Int, x: Int, y: Int) -> Int {
  let raw = frame.pointer
  let descriptor = av_pix_fmt_desc_get(AVPixelFormat(raw.pointee.format))
  let shifts =
    component > 0
    ? (
      Int(descriptor?.pointee.log2_chroma_w ?? 0), Int(descriptor?.pointee.log2_chroma_h ?? 0)
    ) : (0, 0)
  var planes: [UnsafePointer<UInt8>?] = [
    UnsafePointer(raw.pointee.data.0), UnsafePointer(raw.pointee.data.1),
    UnsafePointer(raw.pointee.data.2), UnsafePointer(raw.pointee.data.3),
  ]
  var strides = [
    raw.pointee.linesize.0, raw.pointee.linesize.1, raw.pointee.linesize.2, raw.pointee.linesize.3,
  ]
  var result: UInt16 = 0
  av_read_image_line2(
    &result, &planes, &strides, descriptor, Int32(x >> shifts.0), Int32(y >> shifts.1),
    Int32(component), 1, 0, 2)
  return Int(result)
}

/// A frame of pseudo-random codes, opaque.
func noiseFrame(_ name: String, width: Int, height: Int) throws -> Frame {
  let frame = Frame()
  let raw = frame.pointer
  raw.pointee.width = Int32(width)
  raw.pointee.height = Int32(height)
  raw.pointee.format = av_get_pix_fmt(name).rawValue
  #expect(av_frame_get_buffer(raw, 0) >= 0)
  let descriptor = av_pix_fmt_desc_get(av_get_pix_fmt(name))
  let depth = Int(try #require(descriptor).pointee.comp.0.depth)
  var state: UInt32 = 1
  for index in 0..<3 {
    let buffer =
      index == 0 ? raw.pointee.buf.0 : index == 1 ? raw.pointee.buf.1 : raw.pointee.buf.2
    if let buffer { buffer.pointee.data.initialize(repeating: 0, count: buffer.pointee.size) }
  }
  if let last = raw.pointee.buf.3 {
    last.pointee.data.initialize(repeating: 0, count: last.pointee.size)
  }
  var planes: [UnsafeMutablePointer<UInt8>?] = [
    raw.pointee.data.0, raw.pointee.data.1, raw.pointee.data.2, raw.pointee.data.3,
  ]
  var strides = [
    raw.pointee.linesize.0, raw.pointee.linesize.1, raw.pointee.linesize.2,
    raw.pointee.linesize.3,
  ]
  for component in 0..<Int32(try #require(descriptor).pointee.nb_components) {
    for y in 0..<Int32(height) {
      let line = (0..<width).map { _ -> UInt16 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return component == 3 ? UInt16((1 << depth) - 1) : UInt16(state >> (32 - UInt32(depth)))
      }
      av_write_image_line2(
        line, &planes, &strides, descriptor, 0, y, component, Int32(width), 2)
    }
  }
  return frame
}
