import Dispatch
import Synchronization

/// The stages of one run: each a serial Dispatch queue, that is one thread which blocks.
///
/// The first error of any stage, or a cancellation from outside, is kept, and cancels every queue between the
/// stages: whoever waits there throws, and its own error is ignored. `wait` returns when all have ended.
package final class StageGroup: Sendable {
  private struct State {
    var failure: PipelineError?
    var handlers: [@Sendable (PipelineError) -> Void] = []
  }

  private let state = Mutex(State())
  private let running = DispatchGroup()

  /// A group without stages.
  package init() {}

  /// The first error, once there is one.
  package var failure: PipelineError? { state.withLock { $0.failure } }

  /// A queue that is cancelled when a stage fails. To be called before the stages that use it start.
  package func queue<Element: ~Copyable & Sendable>(
    of type: Element.Type = Element.self, capacity: Int, producers: Int = 1
  ) -> BoundedQueue<Element> {
    let queue = BoundedQueue<Element>(capacity: capacity, producers: producers)
    onFailure { queue.cancel($0) }
    return queue
  }

  /// Calls `handler` once with the first error: at once when there is one already.
  package func onFailure(_ handler: @escaping @Sendable (PipelineError) -> Void) {
    let failure = state.withLock { state in
      if state.failure == nil { state.handlers.append(handler) }
      return state.failure
    }
    if let failure { handler(failure) }
  }

  /// Runs `work` on a thread of its own.
  package func run(
    _ name: String, _ work: @escaping @Sendable () throws(PipelineError) -> Void
  ) {
    DispatchQueue(label: "rlfn.stage.\(name)").async(group: running) {
      do throws(PipelineError) { try work() } catch { self.fail(error) }
    }
  }

  /// Stops every stage; the first error stays.
  package func fail(_ error: PipelineError) {
    let handlers: [@Sendable (PipelineError) -> Void] = state.withLock { state in
      guard state.failure == nil else { return [] }
      state.failure = error
      defer { state.handlers = [] }
      return state.handlers
    }
    for handler in handlers { handler(error) }
  }

  /// Blocks until every stage has ended.
  /// - Throws: the first error.
  package func wait() throws(PipelineError) {
    running.wait()
    if let failure { throw failure }
  }
}
