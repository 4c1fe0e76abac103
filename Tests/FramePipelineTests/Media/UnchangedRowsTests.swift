import CFFmpeg
import FramePipeline
import RLFNEngine
import Testing

/// Rows that are those of the picture before become what they became then, without being converted.
@Suite struct UnchangedRowsTests {
  private static let width = 38
  private static let formats = [
    "yuv420p", "yuv422p", "yuv444p", "yuv410p", "yuv440p", "yuv420p10le", "yuva420p", "gray",
    "gray10le", "gbrp", "gbrap16le", "nv12", "rgb24",
  ]
  private static let locations = [
    AVCHROMA_LOC_UNSPECIFIED, AVCHROMA_LOC_TOPLEFT, AVCHROMA_LOC_BOTTOM,
  ]
  /// Of pictures of `height` rows. Where chroma is subsampled, few rows leave none that is made of them alone.
  private static let stretches: [(height: Int, rows: [Range<Int>])] = [
    (61, [0..<24]), (61, [24..<48]), (61, [48..<61]), (61, [0..<61]), (61, []), (60, [60..<60]),
    (61, [0..<1, 2..<3, 30..<61]), (61, [7..<20, 21..<29, 34..<35, 40..<54]), (60, [31..<60]),
    (60, [0..<0, 12..<24, 24..<36]), (5, [0..<5]), (5, [1..<4]), (1, [0..<1]),
  ]

  private func bytes(_ frame: borrowing Frame) -> [UInt8] {
    let raw = frame.pointer
    let size = av_image_get_buffer_size(
      AVPixelFormat(raw.pointee.format), raw.pointee.width, raw.pointee.height, 1)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    let planes = [raw.pointee.data.0, raw.pointee.data.1, raw.pointee.data.2, raw.pointee.data.3]
    let strides = [
      raw.pointee.linesize.0, raw.pointee.linesize.1, raw.pointee.linesize.2,
      raw.pointee.linesize.3,
    ]
    let copied = av_image_copy_to_buffer(
      &bytes, size, planes.map { UnsafePointer($0) }, strides,
      AVPixelFormat(raw.pointee.format), raw.pointee.width, raw.pointee.height, 1)
    #expect(copied == size)
    return bytes
  }

  private func properties(_ location: AVChromaLocation, height: Int) -> FrameProperties {
    let frame = Frame()
    frame.pointer.pointee.width = Int32(Self.width)
    frame.pointer.pointee.height = Int32(height)
    frame.pointer.pointee.format = AV_PIX_FMT_YUV420P.rawValue
    frame.pointer.pointee.chroma_location = location
    return FrameProperties(of: frame)
  }

  @Test(arguments: formats) func framesAreThoseOfConvertingEverything(format name: String) throws {
    var seed: UInt64 = 0
    for location in Self.locations {
      for (height, rows) in Self.stretches {
        // Other pictures each time: memory comes back, and what nobody writes must not be right by chance.
        seed += 2
        let properties = properties(location, height: height)
        let format = try FrameFormat(
          width: Self.width, height: height, pixelFormat: name, source: properties)
        let first = randomPicture(width: Self.width, height: height, seed: seed)
        let second = randomPicture(width: Self.width, height: height, seed: seed + 1)
        for row in rows.joined() {
          for plane in 0..<3 {
            for x in 0..<Self.width {
              second.plane(plane)[row * second.rowStride + x] = first[plane: plane, x: x, y: row]
            }
          }
        }
        let converter = PixelConverter()
        _ = try converter.convert(first, to: format, properties: properties, unchangedRows: [])
        let frame = try converter.convert(
          second, to: format, properties: properties, unchangedRows: rows)
        let alone = try PixelConverter().convert(second, to: format, properties: properties)
        #expect(bytes(frame) == bytes(alone), "\(rows) of \(height), \(location)")
      }
    }
  }

  /// What is said to be unchanged is not looked at, but beside its border chroma is made of both.
  @Test func rowsAreCopied() throws {
    let properties = properties(AVCHROMA_LOC_LEFT, height: 60)
    let format = try FrameFormat(
      width: Self.width, height: 60, pixelFormat: "yuv420p", source: properties)
    let white = flatPicture(width: Self.width, height: 60, 255)
    let blue = flatPicture(width: Self.width, height: 60, 0)
    blue.plane(2).update(repeating: 255, count: 60 * blue.rowStride)
    let converter = PixelConverter()
    _ = try converter.convert(white, to: format, properties: properties, unchangedRows: [])
    let frame = try converter.convert(
      blue, to: format, properties: properties, unchangedRows: [20..<40])
    for row in 0..<60 {
      #expect(code(frame, 0, x: 3, y: row) == ((20..<40).contains(row) ? 235 : 41), "row \(row)")
      // Eight picture rows make a chroma row.
      switch row {
      case 0..<16, 44..<60: #expect(code(frame, 1, x: 3, y: row) == 240, "row \(row)")
      case 24..<36: #expect(code(frame, 1, x: 3, y: row) == 128, "row \(row)")
      default: break
      }
    }
    // Nothing is kept where nothing is said of the next picture's rows.
    _ = try converter.convert(white, to: format, properties: properties)
    let next = try converter.convert(
      blue, to: format, properties: properties, unchangedRows: [0..<60])
    #expect(code(next, 0, x: 3, y: 30) == 41)
  }

  @Test func anotherFormatTakesNothing() throws {
    let properties = properties(AVCHROMA_LOC_LEFT, height: 16)
    let converter = PixelConverter()
    for (name, value) in [("yuv420p", 255), ("yuv444p", 0), ("gray", 255), ("yuv420p", 0)] {
      let picture = flatPicture(width: Self.width, height: 16, Float(value))
      let format = try FrameFormat(
        width: Self.width, height: 16, pixelFormat: name, source: properties)
      let frame = try converter.convert(
        picture, to: format, properties: properties, unchangedRows: [0..<16])
      #expect(code(frame, 0, x: 9, y: 9) == (value == 255 ? 235 : 16), "\(name)")
    }
  }
}
