import RLFNEngine

/// Puts the outputs of tiles together to a frame, with a smooth step from tile to tile over each seam.
///
/// Across a seam the weight goes from one tile to the next as 3t^2 - 2t^3 (made of products only, so the same bits
/// everywhere); in the corner of four tiles the weights are the products of both directions. Each tile
/// moves what lies in the frame towards itself, `out += u * (tile - out)`, where u is its weight as a share
/// of the weights so far. So weights sum to exactly 1 whatever the rounding of u, equal tiles leave no trace at
/// all, and a result differs from the exactly weighted mean by less than 1e-4 (of 255).
///
/// Tiles have to come in ascending order at every pixel. Immutable, so threads may blend different rows at once.
package struct TileBlender: Sendable {
  private let plan: TilePlan
  private let scale: Int
  /// Weights of the right (lower) tile over a seam, in output pixels.
  private let columnRamp: [Float]
  private let rowRamp: [Float]

  /// A blender for tiles that the network makes `scale` times larger.
  package init(plan: TilePlan, scale: Int) {
    self.plan = plan
    self.scale = scale
    columnRamp = Self.ramp((plan.columns.seams.first?.count ?? 0) * scale)
    rowRamp = Self.ramp((plan.rows.seams.first?.count ?? 0) * scale)
  }

  private static func ramp(_ count: Int) -> [Float] {
    (0..<count).map { index in
      let t = (Float(index) + 0.5) / Float(count)
      return t * t * (3 - 2 * t)
    }
  }

  /// Blends the part of `tile` (number `index`) that lies in `rows` of `frame` into it; all in output pixels.
  package func blend(
    _ tile: borrowing PlanarImage, index: Int, into frame: borrowing PlanarImage, rows: Range<Int>
  ) {
    let column = index % plan.columns.count
    let row = index / plan.columns.count
    let reach = scaled(plan.rows.reach(of: row)).clamped(to: rows)
    let seamAbove = row == 0 ? 0..<0 : scaled(plan.rows.seams[row - 1])
    let origin = plan.origin(of: index)
    for plane in 0..<3 {
      for y in reach {
        let source = tile.plane(plane) + (y - origin.y * scale) * tile.rowStride
        // Both pointers count columns of the frame.
        blendRow(
          source - origin.x * scale, into: frame.plane(plane) + y * frame.rowStride,
          column: column, weight: seamAbove.contains(y) ? rowRamp[y - seamAbove.lowerBound] : nil)
      }
    }
  }

  /// One row of one tile; `weight` is its vertical weight in the seam with the tiles above, nil outside.
  private func blendRow(
    _ tile: UnsafePointer<Float>, into frame: UnsafeMutablePointer<Float>, column: Int,
    weight: Float?
  ) {
    let reach = scaled(plan.columns.reach(of: column))
    let left = column == 0 ? 0 : columnRamp.count
    let right = column == plan.columns.count - 1 ? 0 : columnRamp.count
    let middle = reach.lowerBound + left..<reach.upperBound - right
    let vertical = weight ?? 1
    for index in 0..<left {
      let x = reach.lowerBound + index
      frame[x] += vertical * columnRamp[index] * (tile[x] - frame[x])
    }
    guard let weight else {
      // Nothing lies there yet.
      (frame + middle.lowerBound).update(
        from: tile + middle.lowerBound, count: reach.upperBound - middle.lowerBound)
      return
    }
    for x in middle { frame[x] += weight * (tile[x] - frame[x]) }
    for index in 0..<right {
      // The tiles above have their full share here, the one to the right none yet.
      let x = middle.upperBound + index
      let share = weight * (1 - columnRamp[index])
      frame[x] += share / (1 - weight + share) * (tile[x] - frame[x])
    }
  }

  private func scaled(_ range: Range<Int>) -> Range<Int> {
    range.lowerBound * scale..<range.upperBound * scale
  }
}
