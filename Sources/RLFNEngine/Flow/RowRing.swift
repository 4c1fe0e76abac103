/// The rows of a feature map that are still needed: row y lies where row y - `rows` was.
///
/// One with room for the whole map can be used for all of it, or for as few rows as others have.
///
/// A row has `width` pixels of `stride` floats. Before and behind it lie at least `tileLength` pixels of zeros: the input of a
/// Winograd tile at the border reaches up to one pixel less than a tile's length over it, and one more. Kernels never write
/// there, so what lies behind a row also lies before the next one.
struct RowRing {
  let memory: AlignedFloats
  private(set) var rows: Int
  let stride: Int
  private let fewestRows: Int
  private let mostRows: Int
  private let rowFloats: Int
  private let lead: Int

  /// Room for `mostRows` rows, all in use, of which the flow needs `rows`.
  init(rows: Int, mostRows: Int, width: Int, stride: Int) {
    self.rows = mostRows
    fewestRows = rows
    self.mostRows = mostRows
    self.stride = stride
    rowFloats = Self.wholeLines((width + tileLength) * stride)
    lead = Self.wholeLines(tileLength * stride)
    memory = AlignedFloats(count: Self.floatCount(rows: mostRows, width: width, stride: stride))
  }

  /// Uses all the room there is, or only as many rows as the flow needs, which the caches keep better. A change
  /// between these loses what was in it.
  mutating func useAllRows(_ isWanted: Bool) { rows = isWanted ? mostRows : fewestRows }

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
