/// Where tiles lie along one side of a frame, and where each hands over to the next.
///
/// All tiles are equally long. Their places are spread evenly, so neighbours share at least the overlap asked for,
/// often more. In the middle of what two neighbours share lies their `seam`: the stretch, at most the overlap long,
/// over which the weight moves from one to the other. Seams don't touch each other, so every pixel belongs to one
/// tile, or to two in one seam.
package struct TileAxis: Sendable, Hashable {
  /// Pixels of the frame along this side.
  package let length: Int
  /// Pixels of a tile.
  package let tileLength: Int
  /// The first pixel of each tile, ascending; the first is 0, the last ends with the frame.
  package let starts: [Int]
  /// The stretch between tile `i` and tile `i + 1`: empty where there is no overlap.
  package let seams: [Range<Int>]

  /// Places tiles of `tileLength` pixels (smaller when the frame is) with at least `overlap` pixels in common.
  ///
  /// More than one tile needs `tileLength >= 2 * overlap`: the caller checks.
  package init(length: Int, tileLength: Int, overlap: Int) {
    precondition(length > 0 && tileLength > 0 && overlap >= 0, "sides are positive")
    let tile = min(tileLength, length)
    precondition(tile == length || tile >= 2 * overlap, "tiles are twice as long as their overlap")
    self.length = length
    self.tileLength = tile
    let count = tile == length ? 1 : (length - overlap - 1) / (tile - overlap) + 1
    let starts = (0..<count).map { count == 1 ? 0 : $0 * (length - tile) / (count - 1) }
    self.starts = starts
    // With three tiles or more, the middles of what neighbours share can be closer than the overlap.
    let steps = zip(starts.dropFirst(), starts).map { $0 - $1 }
    let room = count > 2 ? (steps.min() ?? overlap) - 1 : overlap
    let seamLength = max(0, min(overlap, room))
    seams = steps.indices.map { index in
      let shared = starts[index] + tile - starts[index + 1]
      let first = starts[index + 1] + (shared - seamLength) / 2
      return first..<first + seamLength
    }
  }

  /// Number of tiles.
  package var count: Int { starts.count }

  /// The pixels to which tile `index` contributes, its seams included.
  package func reach(of index: Int) -> Range<Int> {
    let first = index == 0 ? 0 : seams[index - 1].lowerBound
    let end = index == count - 1 ? length : seams[index].upperBound
    return first..<end
  }
}
