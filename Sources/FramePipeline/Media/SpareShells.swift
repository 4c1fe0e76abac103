import Synchronization

/// AVFrames or AVPackets that hold nothing, kept for the next one needed: a running pipeline makes no new ones.
///
/// What they point to (pixels, compressed data) is not kept here. May be used from any thread.
final class SpareShells<Shell>: Sendable {
  private struct Spare: @unchecked Sendable {
    // Safety: the only owner of what it points to.
    let pointer: UnsafeMutablePointer<Shell>
  }

  /// More than a pipeline has under way.
  private static var limit: Int { 128 }
  private let spares: Mutex<[Spare]>

  /// None at first.
  init() {
    var none: [Spare] = []
    none.reserveCapacity(Self.limit)
    spares = Mutex(none)
  }

  /// One of them, which then belongs to the caller; nil when there is none.
  func take() -> UnsafeMutablePointer<Shell>? { spares.withLock { $0.popLast() }?.pointer }

  /// Takes over a shell that holds nothing. False, and no change of owner, when there are enough.
  func keep(_ shell: UnsafeMutablePointer<Shell>) -> Bool {
    let spare = Spare(pointer: shell)
    return spares.withLock { spares in
      guard spares.count < Self.limit else { return false }
      spares.append(spare)
      return true
    }
  }
}
