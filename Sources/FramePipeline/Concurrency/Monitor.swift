import RLFNEngine

/// State behind a lock, with a condition on which threads wait for it to change.
final class Monitor<State: ~Copyable>: @unchecked Sendable {
  // Safety: `state` is touched only with the lock held.
  private var state: State
  private let condition = ThreadCondition()

  init(_ state: consuming State) { self.state = state }

  /// Changes the state and wakes every thread that waits.
  func update(_ body: (inout State) -> Void) {
    condition.lock()
    body(&state)
    condition.wakeAll()
    condition.unlock()
  }

  /// Reads the state.
  func read<Result>(_ body: (borrowing State) -> Result) -> Result {
    condition.lock()
    defer { condition.unlock() }
    return body(state)
  }

  /// Blocks until `isReady`, then changes the state in the same breath and wakes every thread that waits.
  func await<Result: ~Copyable>(
    _ isReady: (borrowing State) -> Bool, then body: (inout State) -> Result
  ) -> Result {
    condition.lock()
    defer { condition.unlock() }
    while !isReady(state) { condition.wait() }
    defer { condition.wakeAll() }
    return body(&state)
  }
}
