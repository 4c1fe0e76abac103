import CFFmpeg
import FramePipeline
import RLFNEngine
import Testing

/// Matrix and range of a frame, with the numbers of ITU-R BT.601, BT.709 and BT.2020.
private struct Coding: CustomTestStringConvertible, Sendable {
  let name: String
  let matrix: AVColorSpace
  let red: Double
  let blue: Double
  let isFull: Bool

  var testDescription: String { "\(name) \(isFull ? "full" : "limited")" }

  static let all = [false, true].flatMap { full in
    [
      Coding(name: "601", matrix: AVCOL_SPC_SMPTE170M, red: 0.299, blue: 0.114, isFull: full),
      Coding(name: "709", matrix: AVCOL_SPC_BT709, red: 0.2126, blue: 0.0722, isFull: full),
      Coding(name: "2020", matrix: AVCOL_SPC_BT2020_NCL, red: 0.2627, blue: 0.0593, isFull: full),
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
private let colors: [SIMD3<Double>] = {
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

/// A frame of blocks of the colours.
private func chart(_ formatName: String, _ coding: Coding) throws -> Frame {
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
        return UInt16(coding.codes(colors[index], depth: depth)[component])
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
private func code(_ frame: borrowing Frame, _ component: Int, x: Int, y: Int) -> Int {
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

@Suite struct PixelConverterTests {
  private static let yuvFormats = [
    "yuv420p", "yuv422p", "yuv444p", "yuv411p", "yuv440p", "nv12", "yuyv422", "yuv420p10le",
    "yuv422p10le", "yuv444p12le", "p010le", "yuv420p16be",
  ]

  @Test("Colours of a chart become the RGB that they were coded from", arguments: Coding.all)
  fileprivate func decodesChart(coding: Coding) throws {
    for name in Self.yuvFormats {
      let frame = try chart(name, coding)
      let image = PlanarImage(width: frame.width, height: frame.height)
      try PixelConverter().convert(frame, to: image)
      let depth = Int(try #require(av_pix_fmt_desc_get(av_get_pix_fmt(name))).pointee.comp.0.depth)
      // Rounding to codes is all that may be lost: half a code of luma and of each chroma, at most about 2 codes.
      let tolerance = 2 * Float(coding.isFull ? 1 : 1.17) * 255 / Float((1 << depth) - 1)
      for (index, color) in colors.enumerated() {
        let (x, y) = (index % columns * block + block / 2, index / columns * block + block / 2)
        for plane in 0..<3 {
          let value = image[plane: plane, x: x, y: y]
          #expect(
            abs(value - Float(color[plane] * 255)) <= tolerance,
            "\(name), colour \(color), plane \(plane): \(value)")
        }
      }
    }
  }

  @Test("A chart comes back with the same codes", arguments: Coding.all)
  fileprivate func roundTripsChart(coding: Coding) throws {
    for name in Self.yuvFormats + ["gray", "gray10le"] {
      let frame = try chart(name, coding)
      let properties = FrameProperties(of: frame)
      let image = PlanarImage(width: frame.width, height: frame.height)
      let converter = PixelConverter()
      try converter.convert(frame, to: image)
      let format = try FrameFormat(
        width: frame.width, height: frame.height, pixelFormat: name, source: properties)
      let result = try converter.convert(image, to: format, properties: properties)
      #expect(result.pointer.pointee.colorspace == coding.matrix)
      #expect(result.pointer.pointee.color_range == frame.pointer.pointee.color_range)
      let components = name.hasPrefix("gray") ? 1 : 3
      for index in colors.indices {
        let (x, y) = (index % columns * block + block / 2, index / columns * block + block / 2)
        for component in 0..<components {
          let (before, after) = (
            code(frame, component, x: x, y: y), code(result, component, x: x, y: y)
          )
          #expect(
            abs(before - after) <= 1, "\(name), colour \(colors[index]), component \(component)")
        }
      }
    }
  }

  @Test("RGB, planar and packed, comes back unchanged")
  func roundTripsRGB() throws {
    for name in ["rgb24", "bgr0", "rgba", "gbrp", "gbrp10le", "rgb48be", "rgb48le", "gbrap16le"] {
      let frame = try noise(name, width: 37, height: 11)
      let properties = FrameProperties(of: frame)
      let image = PlanarImage(width: 37, height: 11)
      let converter = PixelConverter()
      try converter.convert(frame, to: image)
      #expect(!converter.hasMetTransparency)
      let format = try FrameFormat(
        width: 37, height: 11, pixelFormat: name, source: properties)
      let result = try converter.convert(image, to: format, properties: properties)
      for y in 0..<11 {
        for x in 0..<37 {
          for component in 0..<3 {
            #expect(
              code(frame, component, x: x, y: y) == code(result, component, x: x, y: y), "\(name)")
          }
        }
      }
    }
  }

  @Test("Untagged YUV is BT.601 limited under 720 lines and BT.709 from there")
  func guessesMatrix() throws {
    for (rows, matrix) in [(576, AVCOL_SPC_SMPTE170M), (720, AVCOL_SPC_BT709)] {
      let frame = Frame()
      frame.pointer.pointee.width = 16
      frame.pointer.pointee.height = Int32(rows)
      frame.pointer.pointee.format = AV_PIX_FMT_YUV420P.rawValue
      frame.pointer.pointee.colorspace = AVCOL_SPC_UNSPECIFIED
      let format = try FrameFormat(
        width: 64, height: 4 * rows, pixelFormat: "yuv420p", source: FrameProperties(of: frame))
      let image = PlanarImage(width: 64, height: 4 * rows)
      let result = try PixelConverter().convert(
        image, to: format, properties: FrameProperties(of: frame))
      #expect(result.pointer.pointee.colorspace == matrix)
      #expect(result.pointer.pointee.color_range == AVCOL_RANGE_MPEG)
      #expect(code(result, 0, x: 0, y: 0) == 16)
    }
  }

  @Test("Transparent pixels are composed over black, and noticed")
  func composesAlpha() throws {
    let frame = try noise("rgba", width: 4, height: 1)
    let data = try #require(frame.pointer.pointee.data.0)
    for (x, alpha) in [255, 128, 0, 255].enumerated() { data[4 * x + 3] = UInt8(alpha) }
    let image = PlanarImage(width: 4, height: 1)
    let converter = PixelConverter()
    try converter.convert(frame, to: image)
    #expect(converter.hasMetTransparency)
    for (x, alpha) in [255, 128, 0, 255].enumerated() {
      let expected = Float(data[4 * x]) * Float(alpha) / 255
      #expect(abs(image[plane: 0, x: x, y: 0] - expected) < 0.001)
    }
  }

  @Test("Surfaces of hardware decoders are refused, not misread")
  func refusesHardware() throws {
    let frame = Frame()
    frame.pointer.pointee.width = 16
    frame.pointer.pointee.height = 16
    frame.pointer.pointee.format = AV_PIX_FMT_VAAPI.rawValue
    let image = PlanarImage(width: 16, height: 16)
    #expect(throws: PipelineError.self) { try PixelConverter().convert(frame, to: image) }
  }

  /// A frame of pseudo-random codes, opaque.
  private func noise(_ name: String, width: Int, height: Int) throws -> Frame {
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
}
