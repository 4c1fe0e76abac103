/// Rows that are computed together: those of `tileLength` (or, of the attention's maps, fewer) that lie in the map.
struct Band {
  /// The first of the rows, which may lie above the map.
  let top: Int
  /// Those in the map; never empty.
  let rows: Range<Int>
  /// Columns of the band's first Winograd tile that lie left of the map.
  let shift: Int

  /// Columns of the tile of column `x` that lie left of it.
  func lead(at x: Int) -> Int { (x + shift) % tileLength }
}
