import Synchronization

/// A request to stop, seen by every stage of a pipeline.
///
/// `cancel` may be called from any thread, more than once; the first reason stays. It is not
/// async-signal-safe: route signals through a `DispatchSource`, not through a signal handler.
public final class Cancellation: Sendable {
  /// Why work stops.
  public enum Reason: Int, Sendable {
    /// SIGHUP: the terminal or the connection is gone.
    case hungUp = 129
    /// SIGINT, or the user's wish.
    case interrupted = 130
    /// SIGTERM.
    case terminated = 143
  }

  private struct State {
    var handlers: [Int: @Sendable () -> Void] = [:]
    var nextToken = 0
  }

  // The flag is apart from the lock, so that loops may look at it as often as they like.
  private let code = Atomic<Int>(0)
  private let state = Mutex(State())

  /// Nothing is cancelled yet.
  public init() {}

  /// The first reason given, or nil while work goes on.
  public var reason: Reason? { Reason(rawValue: code.load(ordering: .acquiring)) }

  /// Whether `cancel` was called.
  public var isCancelled: Bool { reason != nil }

  /// Stops the work, and runs the handlers on the calling thread.
  public func cancel(_ reason: Reason = .interrupted) {
    let (first, _) = code.compareExchange(
      expected: 0, desired: reason.rawValue, ordering: .acquiringAndReleasing)
    guard first else { return }
    let handlers = state.withLock { state in
      defer { state.handlers = [:] }
      return state.handlers.values.map { $0 }
    }
    for handler in handlers { handler() }
  }

  /// Runs `handler` once on cancellation, at once if that has happened already. Returns a token for `forget`.
  public func onCancel(_ handler: @escaping @Sendable () -> Void) -> Int {
    let (token, late) = state.withLock { state in
      state.nextToken += 1
      // Under the lock: either `cancel` finds the handler, or the flag is seen here.
      if isCancelled { return (state.nextToken, true) }
      state.handlers[state.nextToken] = handler
      return (state.nextToken, false)
    }
    if late { handler() }
    return token
  }

  /// Forgets the handler that `onCancel` gave this token for.
  public func forget(_ token: Int) {
    state.withLock { _ = $0.handlers.removeValue(forKey: token) }
  }
}
