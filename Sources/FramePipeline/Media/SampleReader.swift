import CFFmpeg

/// Reads rows of one component of frames of one format as floats, in codes.
struct SampleReader: ~Copyable {
  private let format: PixelFormat
  private let codes: UnsafeMutablePointer<UInt32>

  /// A reader for rows of up to `width` samples.
  init(_ format: PixelFormat, width: Int) {
    self.format = format
    codes = .allocate(capacity: width)
    codes.initialize(repeating: 0, count: width)
  }

  deinit { codes.deallocate() }

  /// Reads `count` samples of a row. In a palette the component is red, green, blue or alpha (0-3).
  ///
  /// Codes are whole numbers; floating-point samples come as 0-1.
  func read(
    _ frame: UnsafeMutablePointer<AVFrame>, component: Int, row: Int, count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let part = format.components[format.model == .palette ? 0 : component]
    let stride = Int(Self.lineSize(frame, part.plane))
    if part.isPlain, format.model != .palette, let plane = Self.plane(frame, part.plane) {
      let line = UnsafeRawPointer(plane) + row * stride
      if part.depth == 8 {
        let samples = line.assumingMemoryBound(to: UInt8.self)
        for x in 0..<count { result[x] = Float(samples[x]) }
      } else {
        let samples = line.assumingMemoryBound(to: UInt16.self)
        for x in 0..<count { result[x] = Float(samples[x]) }
      }
      return
    }
    readAny(frame, component: format.model == .palette ? 0 : component, row: row, count: count)
    if format.model == .palette {
      lookUp(frame, component: component, count: count, into: result)
    } else if format.isFloat, part.depth == 32 {
      for x in 0..<count { result[x] = Float(bitPattern: codes[x]) }
    } else {
      for x in 0..<count { result[x] = Float(codes[x]) }
    }
  }

  /// FFmpeg's own reader by descriptor: any packing, slower.
  private func readAny(
    _ frame: UnsafeMutablePointer<AVFrame>, component: Int, row: Int, count: Int
  ) {
    guard let descriptor = av_pix_fmt_desc_get(format.id) else { return }
    withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 4) { planes in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { strides in
        for index in 0..<4 {
          planes[index] = UnsafePointer(Self.plane(frame, index))
          strides[index] = Self.lineSize(frame, index)
        }
        av_read_image_line2(
          codes, planes.baseAddress, strides.baseAddress, descriptor, 0, Int32(row),
          Int32(component), Int32(count), 0, 4)
      }
    }
    if format.isInverted { for x in 0..<count { codes[x] ^= 1 } }
  }

  /// Replaces palette indices by one component of their colours, which are ARGB words.
  private func lookUp(
    _ frame: UnsafeMutablePointer<AVFrame>, component: Int, count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    guard let palette = UnsafeRawPointer(frame.pointee.data.1)?.assumingMemoryBound(to: UInt32.self)
    else { return }
    let shift: UInt32 = component == 3 ? 24 : UInt32(16 - 8 * component)
    for x in 0..<count { result[x] = Float((palette[Int(codes[x] & 255)] >> shift) & 255) }
  }

  static func plane(_ frame: UnsafeMutablePointer<AVFrame>, _ index: Int)
    -> UnsafeMutablePointer<UInt8>?
  {
    switch index {
    case 0: frame.pointee.data.0
    case 1: frame.pointee.data.1
    case 2: frame.pointee.data.2
    default: frame.pointee.data.3
    }
  }

  static func lineSize(_ frame: UnsafeMutablePointer<AVFrame>, _ index: Int) -> Int32 {
    switch index {
    case 0: frame.pointee.linesize.0
    case 1: frame.pointee.linesize.1
    case 2: frame.pointee.linesize.2
    default: frame.pointee.linesize.3
    }
  }
}
