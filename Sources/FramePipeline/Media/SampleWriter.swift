import CFFmpeg

/// Writes rows of one component of frames of one format from floats, in codes.
struct SampleWriter: ~Copyable {
  private let format: PixelFormat
  private let codes: UnsafeMutablePointer<UInt32>

  /// A writer for rows of up to `width` samples.
  init(_ format: PixelFormat, width: Int) {
    self.format = format
    codes = .allocate(capacity: width)
    codes.initialize(repeating: 0, count: width)
  }

  deinit { codes.deallocate() }

  /// Whether each component's samples lie in rows of their own. Elsewhere `write` adds to what lies there, so that frames have to
  /// be zero before, and nothing can be copied.
  var isPlain: Bool { format.components.allSatisfy(\.isPlain) }

  /// Rounds `count` floats to the nearest codes and writes them; what lies outside of the codes is clamped.
  ///
  /// Components of fewer than 8 bits are dithered with an ordered pattern, which hides their steps.
  func write(
    _ samples: UnsafePointer<Float>, count: Int, to frame: UnsafeMutablePointer<AVFrame>,
    component: Int, row: Int
  ) {
    let part = format.components[component]
    let top = Float((1 << part.depth) - 1)
    let stride = Int(SampleReader.lineSize(frame, part.plane))
    guard part.isPlain, let plane = SampleReader.plane(frame, part.plane) else {
      writeAny(samples, count: count, to: frame, component: component, row: row, top: top)
      return
    }
    let line = UnsafeMutableRawPointer(plane) + row * stride
    if part.depth == 8 {
      let result = line.assumingMemoryBound(to: UInt8.self)
      for x in 0..<count { result[x] = UInt8(truncatingIfNeeded: Self.code(samples[x], top)) }
    } else {
      let result = line.assumingMemoryBound(to: UInt16.self)
      for x in 0..<count { result[x] = UInt16(truncatingIfNeeded: Self.code(samples[x], top)) }
    }
  }

  /// Copies rows of one component of a plain format from another frame of the format.
  func copy(
    _ rows: Range<Int>, count: Int, component: Int, from previous: UnsafeMutablePointer<AVFrame>,
    to frame: UnsafeMutablePointer<AVFrame>
  ) {
    let part = format.components[component]
    let bytes = count * part.step
    guard let source = SampleReader.plane(previous, part.plane),
      let target = SampleReader.plane(frame, part.plane)
    else { preconditionFailure("frames have the planes of their format") }
    let from = Int(SampleReader.lineSize(previous, part.plane))
    let to = Int(SampleReader.lineSize(frame, part.plane))
    for row in rows { (target + row * to).update(from: source + row * from, count: bytes) }
  }

  /// The nearest whole number from 0 to `top`: adding 2^23 leaves it in the low bits of the float, without a branch.
  @inline(__always)
  private static func code(_ sample: Float, _ top: Float) -> UInt32 {
    (min(max(sample, 0), top) + 8_388_608).bitPattern & 0x7F_FFFF
  }

  /// FFmpeg's own writer by descriptor: any packing, slower.
  private func writeAny(
    _ samples: UnsafePointer<Float>, count: Int, to frame: UnsafeMutablePointer<AVFrame>,
    component: Int, row: Int, top: Float
  ) {
    guard let descriptor = av_pix_fmt_desc_get(format.id) else { return }
    let dithers = format.components[component].depth < 8
    for x in 0..<count {
      let offset = dithers ? Self.dither[(row & 3) * 4 + x & 3] : 0
      codes[x] = Self.code(samples[x] + offset, top)
    }
    if format.isInverted { for x in 0..<count { codes[x] ^= 1 } }
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt8>?.self, capacity: 4) { planes in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { strides in
        for index in 0..<4 {
          planes[index] = SampleReader.plane(frame, index)
          strides[index] = SampleReader.lineSize(frame, index)
        }
        av_write_image_line2(
          codes, planes.baseAddress, strides.baseAddress, descriptor, 0, Int32(row),
          Int32(component), Int32(count), 4)
      }
    }
  }

  /// Bayer's 4x4 thresholds, as offsets of -0.5...0.5 steps.
  private static let dither: [Float] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
    .map { ($0 + 0.5) / 16 - 0.5 }
}
