/// How frames of one size are cut into tiles of one size.
///
/// Tile number `n` lies in column `n % columns.count` and row `n / columns.count`.
package struct TilePlan: Sendable, Hashable {
  /// The tiles' places along a row of pixels.
  package let columns: TileAxis
  /// The tiles' places along a column of pixels.
  package let rows: TileAxis

  /// Side of the tiles that `auto` aims at, in input pixels. Larger tiles repeat less of the work (a 256-pixel tile
  /// with 16 pixels of overlap 13 %) but need more memory for each thread.
  package static let automaticTileSide = 256

  /// Tiles of `tileWidth` x `tileHeight` pixels, or of the frame's size where that is smaller.
  package init(width: Int, height: Int, tileWidth: Int, tileHeight: Int, overlap: Int) {
    columns = TileAxis(length: width, tileLength: tileWidth, overlap: overlap)
    rows = TileAxis(length: height, tileLength: tileHeight, overlap: overlap)
  }

  /// The whole frame as one tile.
  package init(wholeFrameOf width: Int, _ height: Int) {
    self.init(width: width, height: height, tileWidth: width, tileHeight: height, overlap: 0)
  }

  /// About `automaticTileSide` pixels, evened out so that the last row and column repeat no more work than the others.
  package init(evenTilesFor width: Int, _ height: Int, overlap: Int) {
    let side = max(Self.automaticTileSide, 2 * overlap)
    func even(_ length: Int) -> Int {
      guard length > side else { return length }
      let count = (length - overlap - 1) / (side - overlap) + 1
      return max(2 * overlap, (length + (count - 1) * overlap + count - 1) / count)
    }
    self.init(
      width: width, height: height, tileWidth: even(width), tileHeight: even(height),
      overlap: overlap)
  }

  /// Pixels in a row of the frame.
  package var width: Int { columns.length }
  /// Rows of the frame.
  package var height: Int { rows.length }
  /// Pixels in a row of a tile.
  package var tileWidth: Int { columns.tileLength }
  /// Rows of a tile.
  package var tileHeight: Int { rows.tileLength }
  /// Tiles of a frame.
  package var count: Int { columns.count * rows.count }
  /// Whether one tile is the whole frame.
  package var isWholeFrame: Bool { count == 1 }

  /// The upper left pixel of a tile.
  package func origin(of tile: Int) -> (x: Int, y: Int) {
    (columns.starts[tile % columns.count], rows.starts[tile / columns.count])
  }
}
