/// The rows of a feature map that are still needed: row y lies where row y - `rows` was.
///
/// A row has `width` pixels of `stride` floats, one pixel of zeros before them and zeros behind them up to the end of
/// the last Winograd tile's input. Kernels never write there.
struct RowRing {
  let memory: AlignedFloats
  let rows: Int
  let stride: Int
  let rowFloats: Int

  init(rows: Int, width: Int, stride: Int) {
    self.rows = rows
    self.stride = stride
    rowFloats = Self.rowFloats(width: width, stride: stride)
    memory = AlignedFloats(count: rows * rowFloats)
  }

  static func rowFloats(width: Int, stride: Int) -> Int {
    // Pixels to that end rounded up to whole cache lines, and the lead.
    (tileCeiling(width) + 1) * stride / 16 * 16 + 16 + (stride + 15) / 16 * 16
  }

  /// Row `y` at its pixel 0, which lies on a cache line.
  func row(_ y: Int) -> UnsafeMutablePointer<Float> {
    memory.base + y % rows * rowFloats + (stride + 15) / 16 * 16
  }
}
