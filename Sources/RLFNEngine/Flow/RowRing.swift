/// The rows of a feature map that are still needed: row y lies where row y - `rows` was.
///
/// A row has `width` pixels of `stride` floats. Before and behind it lie at least `tileLength` pixels of zeros: the input of a
/// Winograd tile at the border reaches up to one pixel less than a tile's length over it, and one more. Kernels never write
/// there, so what lies behind a row also lies before the next one.
struct RowRing {
  let memory: AlignedFloats
  let rows: Int
  let stride: Int
  private let rowFloats: Int
  private let lead: Int

  init(rows: Int, width: Int, stride: Int) {
    self.rows = rows
    self.stride = stride
    rowFloats = Self.wholeLines((width + tileLength) * stride)
    lead = Self.wholeLines(tileLength * stride)
    memory = AlignedFloats(count: Self.floatCount(rows: rows, width: width, stride: stride))
  }

  /// Floats that such a ring takes.
  static func floatCount(rows: Int, width: Int, stride: Int) -> Int {
    rows * wholeLines((width + tileLength) * stride) + wholeLines(tileLength * stride)
  }

  /// Row `y` at its pixel 0, which lies on a cache line.
  func row(_ y: Int) -> UnsafeMutablePointer<Float> {
    memory.base + lead + y % rows * rowFloats
  }

  /// Rounded up to cache lines of 16 floats.
  private static func wholeLines(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }
}
