import RLFNEngine

/// Pictures that stages lend from each other, within a number of bytes.
///
/// While sizes stay the same, the pictures go round and nothing is allocated. One that is larger than the whole pool is lent
/// when nothing else is out. `cancel` wakes whoever waits.
package final class ImagePool: Sendable {
  private struct State: ~Copyable {
    var free = Ring<PlanarImage>(capacity: 4)
    var lentBytes = 0
    var failure: PipelineError?
  }

  /// The bytes that may be lent at once.
  package let byteLimit: Int
  private let monitor: Monitor<State>

  /// A pool for `count` pictures of that size. `group` cancels it.
  package init(count: Int, width: Int, height: Int, in group: StageGroup) {
    byteLimit = count * PlanarImage.byteCount(width: width, height: height)
    let monitor = Monitor(State())
    self.monitor = monitor
    group.onFailure { error in monitor.update { $0.failure = $0.failure ?? error } }
  }

  /// A picture of that size with any content, blocking until there is room for it.
  package func take(width: Int, height: Int) throws(PipelineError) -> PlanarImage {
    let bytes = PlanarImage.byteCount(width: width, height: height)
    let limit = byteLimit
    var failure: PipelineError?
    let image: PlanarImage? = monitor.await {
      $0.failure != nil || $0.lentBytes == 0 || $0.lentBytes + bytes <= limit
    } then: { state in
      failure = state.failure
      guard failure == nil else { return nil }
      state.lentBytes += bytes
      if let image = state.free.popFirst() {
        if image.width == width, image.height == height { return image }
        // The size changed: what is left of the old one would only fill the bound.
        state.free.removeAll()
      }
      return nil
    }
    if let failure { throw failure }
    if let image { return image }
    return PlanarImage(width: width, height: height)
  }

  /// Takes a picture back.
  package func give(_ image: consuming PlanarImage) {
    var image: PlanarImage? = image
    monitor.update { state in
      guard let image = image.take() else { return }
      state.lentBytes -= PlanarImage.byteCount(width: image.width, height: image.height)
      state.free.append(image)
    }
  }
}
