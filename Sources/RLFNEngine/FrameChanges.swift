#if canImport(Glibc)
  import Glibc
#endif

/// Where a frame differs from the one before: in each row the columns from the first to the last pixel whose bits differ.
public struct FrameChanges: Sendable {
  /// For each row the columns that changed; empty where the row is the same.
  public private(set) var columns: [Range<Int>]

  /// No changes in frames of `height` rows.
  public init(height: Int) { columns = [Range<Int>](repeating: 0..<0, count: height) }

  /// Finds where `image` differs from `previous`, of the same size, and makes `previous` equal to it.
  public mutating func update(
    from image: borrowing PlanarImage, remembering previous: borrowing PlanarImage
  ) {
    precondition(
      image.width == previous.width && image.height == previous.height
        && image.height == columns.count, "frames of a sequence have one size")
    for y in columns.indices {
      let changed = Self.columns(row: y, of: image, otherThanIn: previous)
      columns[y] = changed
      for plane in 0..<3 where !changed.isEmpty {
        let new = image.plane(plane) + y * image.rowStride + changed.lowerBound
        (previous.plane(plane) + y * previous.rowStride + changed.lowerBound).update(
          from: new, count: changed.count)
      }
    }
  }

  /// From the first to the last column of a row in which two pictures differ.
  private static func columns(
    row y: Int, of image: borrowing PlanarImage, otherThanIn previous: borrowing PlanarImage
  ) -> Range<Int> {
    var changed = 0..<0
    for plane in 0..<3 {
      let new = image.plane(plane) + y * image.rowStride
      let old = previous.plane(plane) + y * previous.rowStride
      guard let range = difference(new, old, count: image.width) else { continue }
      changed = changed.isEmpty ? range : changed.hull(with: range)
    }
    return changed
  }

  /// Whether more than a twentieth of `image` stays in `next`, of the same size. If not, as changes spread, next to nothing of
  /// its output does.
  package static func stays(_ image: borrowing PlanarImage, in next: borrowing PlanarImage) -> Bool
  {
    precondition(
      image.width == next.width && image.height == next.height, "frames of a sequence have one size"
    )
    var unchanged = 0
    for y in 0..<image.height {
      unchanged += image.width - columns(row: y, of: next, otherThanIn: image).count
      if 20 * unchanged > image.width * image.height { return true }
    }
    return false
  }

  private static func difference(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
  ) -> Range<Int>? {
    guard memcmp(a, b, count * MemoryLayout<Float>.stride) != 0 else { return nil }
    var first = 0
    while a[first].bitPattern == b[first].bitPattern { first += 1 }
    var last = count - 1
    while a[last].bitPattern == b[last].bitPattern { last -= 1 }
    return first..<last + 1
  }
}

extension Range where Bound == Int {
  /// The smallest range with both in it; neither is empty.
  func hull(with other: Range<Int>) -> Range<Int> {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
