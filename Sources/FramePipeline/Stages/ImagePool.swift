import RLFNEngine

/// A picture that a pool has lent.
package final class LentImage: @unchecked Sendable {
  // Safety: `users` is touched with the pool's lock held; who holds the picture alone writes, with several all only read.

  /// The picture.
  package let picture: PlanarImage
  /// The number, among those that its stage has made, of the frame that it holds.
  package private(set) var number: Int?
  /// Rows of this that are those of the frame before, in ascending order.
  package private(set) var unchangedRows: [Range<Int>] = []
  fileprivate var users = 1

  fileprivate init(width: Int, height: Int, planes: Int) {
    picture = PlanarImage(width: width, height: height, planes: planes)
  }

  /// Says what it holds. Takes no new memory from frame to frame.
  package func describe(number: Int, unchangedRows rows: [Range<Int>]) {
    self.number = number
    unchangedRows.removeAll(keepingCapacity: true)
    unchangedRows.append(contentsOf: rows)
  }

  fileprivate var byteCount: Int {
    PlanarImage.byteCount(
      width: picture.width, height: picture.height, planes: picture.planeCount)
  }
}

/// Pictures that stages lend from each other, within a number of bytes.
///
/// While sizes stay the same, the pictures go round and nothing is allocated. One that is larger than the whole pool is lent
/// when nothing else is out. `cancel` wakes whoever waits.
package final class ImagePool: Sendable {
  private struct State: ~Copyable {
    var free = Ring<LentImage>(capacity: 4)
    var lentBytes = 0
    var failure: PipelineError?
  }

  /// The bytes that may be lent at once.
  package let byteLimit: Int
  private let monitor: Monitor<State>

  /// A pool for `count` pictures of that size. `group` cancels it.
  package init(count: Int, width: Int, height: Int, planes: Int = 3, in group: StageGroup) {
    byteLimit = count * PlanarImage.byteCount(width: width, height: height, planes: planes)
    let monitor = Monitor(State())
    self.monitor = monitor
    group.onFailure { error in monitor.update { $0.failure = $0.failure ?? error } }
  }

  /// Whether two pictures of that size can be out at once.
  package func lendsTwo(width: Int, height: Int) -> Bool {
    2 * PlanarImage.byteCount(width: width, height: height) <= byteLimit
  }

  /// A picture of that size with any content, blocking until there is room for it.
  package func take(width: Int, height: Int, planes: Int = 3) throws(PipelineError) -> LentImage {
    let bytes = PlanarImage.byteCount(width: width, height: height, planes: planes)
    let limit = byteLimit
    var failure: PipelineError?
    let image: LentImage? = monitor.await {
      $0.failure != nil || $0.lentBytes == 0 || $0.lentBytes + bytes <= limit
    } then: { state in
      failure = state.failure
      guard failure == nil else { return nil }
      state.lentBytes += bytes
      if let image = state.free.popFirst() {
        if image.picture.width == width, image.picture.height == height,
          image.picture.planeCount == planes
        {
          image.users = 1
          return image
        }
        // The size changed: what is left of the old one would only fill the bound.
        state.free.removeAll()
      }
      return nil
    }
    if let failure { throw failure }
    return image ?? LentImage(width: width, height: height, planes: planes)
  }

  /// Lets somebody else read the picture as well, who has to give it back, too.
  package func share(_ image: LentImage) -> LentImage {
    monitor.update { _ in image.users += 1 }
    return image
  }

  /// Whether nobody else has the picture any more.
  package func isShared(_ image: LentImage) -> Bool { monitor.read { _ in image.users > 1 } }

  /// Takes a picture back; it is free when everybody has given it.
  package func give(_ image: LentImage) {
    monitor.update { state in
      image.users -= 1
      guard image.users == 0 else { return }
      state.lentBytes -= image.byteCount
      state.free.append(image)
    }
  }
}
