import Dispatch
import Synchronization

/// The stages of one run: each a serial Dispatch queue, that is one thread which blocks.
///
/// The first error of any stage, or a cancellation from outside, is kept, and cancels every queue between the
/// stages: whoever waits there throws, and its own error is ignored. `wait` returns when all have ended.
package final class StageGroup: Sendable {
  private struct State {
    var failure: PipelineError?
    var cancelQueues: [@Sendable (PipelineError) -> Void] = []
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
    let failure = state.withLock { state in
      state.cancelQueues.append { queue.cancel($0) }
      return state.failure
    }
    if let failure { queue.cancel(failure) }
    return queue
  }

  /// Runs `work` on a thread of its own.
  ///
  /// What the closure captures belongs to that thread until `wait` returns.
  package func run(
    _ name: String, _ work: sending @escaping () throws(PipelineError) -> Void
  ) {
    let job = Job(work: work)
    DispatchQueue(label: "rlfn.stage.\(name)").async(group: running) {
      do throws(PipelineError) { try job.work() } catch { self.fail(error) }
    }
  }

  /// Stops every stage; the first error stays.
  package func fail(_ error: PipelineError) {
    let cancelQueues: [@Sendable (PipelineError) -> Void] = state.withLock { state in
      guard state.failure == nil else { return [] }
      state.failure = error
      return state.cancelQueues
    }
    for cancel in cancelQueues { cancel(error) }
  }

  /// Blocks until every stage has ended.
  /// - Throws: the first error.
  package func wait() throws(PipelineError) {
    running.wait()
    if let failure { throw failure }
  }

  private struct Job: @unchecked Sendable {
    // Safety: `run` takes the closure as `sending`, so nobody else can reach what it captured; it is
    // called once, on the stage's thread.
    let work: () throws(PipelineError) -> Void
  }
}
