import CFFmpeg
import FramePipeline
import RLFNEngine
import Testing

@Suite struct PixelConverterTests {
  private static let yuvFormats = [
    "yuv420p", "yuv422p", "yuv444p", "yuv411p", "yuv440p", "nv12", "yuyv422", "yuv420p10le",
    "yuv422p10le", "yuv444p12le", "p010le", "yuv420p16be",
  ]

  @Test("Colours of a chart become the RGB that they were coded from", arguments: ChartCoding.all)
  func decodesChart(coding: ChartCoding) throws {
    for name in Self.yuvFormats {
      let frame = try chartFrame(name, coding)
      let image = PlanarImage(width: frame.width, height: frame.height)
      try PixelConverter().convert(frame, to: image)
      let depth = Int(try #require(av_pix_fmt_desc_get(av_get_pix_fmt(name))).pointee.comp.0.depth)
      // Rounding to codes is all that may be lost: half a code of luma and of each chroma, at most about 2 codes.
      let tolerance = 2 * Float(coding.isFull ? 1 : 1.17) * 255 / Float((1 << depth) - 1)
      for (index, color) in chartColors.enumerated() {
        let (x, y) = chartPlace(index)
        for plane in 0..<3 {
          let value = image[plane: plane, x: x, y: y]
          #expect(
            abs(value - Float(color[plane] * 255)) <= tolerance,
            "\(name), colour \(color), plane \(plane): \(value)")
        }
      }
    }
  }

  @Test("A chart comes back with the same codes", arguments: ChartCoding.all)
  func roundTripsChart(coding: ChartCoding) throws {
    for name in Self.yuvFormats + ["gray", "gray10le"] {
      let frame = try chartFrame(name, coding)
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
      for index in chartColors.indices {
        let (x, y) = chartPlace(index)
        for component in 0..<components {
          let (before, after) = (
            code(frame, component, x: x, y: y), code(result, component, x: x, y: y)
          )
          #expect(
            abs(before - after) <= 1,
            "\(name), colour \(chartColors[index]), component \(component)")
        }
      }
    }
  }

  @Test("RGB, planar and packed, comes back unchanged")
  func roundTripsRGB() throws {
    for name in ["rgb24", "bgr0", "rgba", "gbrp", "gbrp10le", "rgb48be", "rgb48le", "gbrap16le"] {
      let frame = try noiseFrame(name, width: 37, height: 11)
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
    let frame = try noiseFrame("rgba", width: 4, height: 1)
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
}
