/// A picture of three float planes (red, green, blue), 0-255, that owns its memory.
///
/// Each plane has `height` rows of `rowStride` floats; a row starts on a 64-byte boundary, and the
/// floats past `width` have no meaning. Planes follow each other without a gap.
public struct PlanarImage: ~Copyable, @unchecked Sendable {
  // Safety: the only owner of its memory; noncopyable, so handing it over leaves nothing behind.

  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Floats from one row to the next: `width` rounded up to a multiple of 16.
  public let rowStride: Int
  /// The first sample of the red plane.
  public let base: UnsafeMutablePointer<Float>

  /// A picture whose samples are all zero.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    self.width = width
    self.height = height
    rowStride = (width + 15) / 16 * 16
    let count = 3 * rowStride * height
    base = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64
    ).initializeMemory(as: Float.self, repeating: 0, count: count)
  }

  deinit { base.deallocate() }

  /// Bytes that a picture of this size occupies.
  public static func byteCount(width: Int, height: Int) -> Int {
    3 * ((width + 15) / 16 * 16) * height * MemoryLayout<Float>.stride
  }

  /// The first sample of a plane: 0 red, 1 green, 2 blue. Valid while the picture lives.
  public func plane(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition((0..<3).contains(index), "planes are 0, 1 and 2")
    return base + index * rowStride * height
  }

  /// One sample; for tests and small jobs.
  public subscript(plane index: Int, x x: Int, y y: Int) -> Float {
    get { plane(index)[y * rowStride + x] }
    set { plane(index)[y * rowStride + x] = newValue }
  }
}
