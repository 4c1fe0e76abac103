/// A queue of fixed capacity between stages: the arrow between two of them.
///
/// Ownership: `send` takes the element over. From then on it belongs to the queue until `receive` hands it to
/// exactly one consumer; an element that nobody will receive (the queue was closed or cancelled, before or
/// after it came in) is destroyed by the queue. The producer never sees it again.
///
/// How it ends:
/// - the producer calls `finish` (each of them, where there are several): `receive` gives what is left, then nil;
/// - the consumer calls `close`: it wants no more, `send` returns false, and the producer may go on with other work;
/// - anybody calls `cancel`: both sides throw its error at once, also those blocked at that moment.
///
/// Elements come out in the order in which they went in. Nothing is allocated after `init`.
package final class BoundedQueue<Element: ~Copyable & Sendable>: Sendable {
  private struct State: ~Copyable {
    var elements: Ring<Element>
    var producers: Int
    var isClosed = false
    var failure: PipelineError?
  }

  private let capacity: Int
  private let monitor: Monitor<State>

  /// An empty queue for `capacity` elements, at least one, that ends when `producers` have called `finish`.
  package init(capacity: Int, producers: Int = 1) {
    precondition(capacity > 0 && producers > 0, "a queue has room and somebody who fills it")
    self.capacity = capacity
    monitor = Monitor(State(elements: Ring(capacity: capacity), producers: producers))
  }

  /// Hands `element` over, blocking while the queue is full. False when the consumer wants no more.
  /// - Throws: the error of `cancel`.
  @discardableResult
  package func send(_ element: consuming Element) throws(PipelineError) -> Bool {
    // A closure cannot consume what it captured; through an optional it takes the value out.
    var element: Element? = element
    let capacity = capacity
    let outcome: Result<Bool, PipelineError> = monitor.await {
      $0.elements.count < capacity || $0.isClosed || $0.failure != nil
    } then: { state in
      if let failure = state.failure { return .failure(failure) }
      guard !state.isClosed else { return .success(false) }
      precondition(state.producers > 0, "nothing is sent after finish")
      if let element = element.take() { state.elements.append(element) }
      return .success(true)
    }
    return try outcome.get()
  }

  /// The next element, blocking while there is none; nil when all producers finished and all is received.
  /// - Throws: the error of `cancel`.
  package func receive() throws(PipelineError) -> Element? {
    var failure: PipelineError?
    let element: Element? = monitor.await {
      !$0.elements.isEmpty || $0.producers == 0 || $0.isClosed || $0.failure != nil
    } then: { state in
      failure = state.failure
      return failure == nil ? state.elements.popFirst() : nil
    }
    if let failure { throw failure }
    return element
  }

  /// Says that a producer sends no more.
  package func finish() {
    monitor.update { state in
      precondition(state.producers > 0, "every producer finishes once")
      state.producers -= 1
    }
  }

  /// Says that the consumer wants no more: drops what is there and what comes.
  package func close() {
    monitor.update { state in
      state.isClosed = true
      state.elements.removeAll()
    }
  }

  /// Stops both sides with `error`, and drops what is there. The first error stays.
  package func cancel(_ error: PipelineError) {
    monitor.update { state in
      state.failure = state.failure ?? error
      state.elements.removeAll()
    }
  }

  /// Elements waiting now; for tests and progress, as it may change at once.
  package var count: Int { monitor.read { $0.elements.count } }
}
