import RLFNEngine

/// Which tiles of a frame have to be inferred: all, or those that show a change since the frame before, and their neighbours,
/// with which they are blended.
struct TileSelection {
  private let plan: TilePlan
  private var isChanged: [Bool]
  /// The tiles to infer, in ascending order.
  private(set) var tiles: [Int]

  /// All tiles.
  init(plan: TilePlan) {
    self.plan = plan
    isChanged = [Bool](repeating: true, count: plan.count)
    tiles = Array(0..<plan.count)
  }

  /// All tiles.
  mutating func selectEverything() {
    tiles.removeAll(keepingCapacity: true)
    for tile in isChanged.indices {
      isChanged[tile] = true
      tiles.append(tile)
    }
  }

  /// What the changes of a frame make necessary.
  mutating func select(_ changes: FrameChanges) {
    for tile in isChanged.indices {
      let origin = plan.origin(of: tile)
      let columns = origin.x..<origin.x + plan.tileWidth
      isChanged[tile] = (origin.y..<origin.y + plan.tileHeight).contains {
        changes.columns[$0].overlaps(columns)
      }
    }
    tiles.removeAll(keepingCapacity: true)
    for tile in isChanged.indices where hasChangedNeighbour(tile) { tiles.append(tile) }
  }

  private func hasChangedNeighbour(_ tile: Int) -> Bool {
    let (row, column) = tile.quotientAndRemainder(dividingBy: plan.columns.count)
    for y in max(0, row - 1)...min(plan.rows.count - 1, row + 1) {
      for x in max(0, column - 1)...min(plan.columns.count - 1, column + 1)
      where isChanged[y * plan.columns.count + x] {
        return true
      }
    }
    return false
  }

  /// Calls `body` with each stretch of columns in row `y` of the frame to which no changed tile contributes; in input pixels.
  func forEachUnchangedStretch(row y: Int, _ body: (Range<Int>) -> Void) {
    var done = 0
    for column in 0..<plan.columns.count {
      let contributes = (0..<plan.rows.count).contains {
        isChanged[$0 * plan.columns.count + column] && plan.rows.reach(of: $0).contains(y)
      }
      guard contributes else { continue }
      let reach = plan.columns.reach(of: column)
      if done < reach.lowerBound { body(done..<reach.lowerBound) }
      done = reach.upperBound
    }
    if done < plan.width { body(done..<plan.width) }
  }
}
