/// A picture of three float planes (red, green, blue), 0-255, that owns its memory; a fourth may hold alpha.
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
  /// 3, or 4 with alpha.
  public let planeCount: Int
  /// The first sample of the red plane.
  public let base: UnsafeMutablePointer<Float>
  private let memory: AlignedFloats

  /// A picture whose samples are all zero.
  public init(width: Int, height: Int, planes planeCount: Int = 3) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    precondition(planeCount == 3 || planeCount == 4, "planes are red, green, blue and alpha")
    self.planeCount = planeCount
    self.width = width
    self.height = height
    rowStride = (width + 15) / 16 * 16
    memory = AlignedFloats(count: planeCount * rowStride * height)
    base = memory.base
  }

  /// Bytes that a picture of this size occupies.
  public static func byteCount(width: Int, height: Int, planes: Int = 3) -> Int {
    planes * ((width + 15) / 16 * 16) * height * MemoryLayout<Float>.stride
  }

  /// The first sample of a plane: 0 red, 1 green, 2 blue, 3 alpha. Valid while the picture lives.
  public func plane(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition((0..<planeCount).contains(index), "the picture has the plane")
    return base + index * rowStride * height
  }

  /// One sample; for tests and small jobs.
  public subscript(plane index: Int, x x: Int, y y: Int) -> Float {
    get { plane(index)[y * rowStride + x] }
    set { plane(index)[y * rowStride + x] = newValue }
  }
}
