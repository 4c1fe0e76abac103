import Dispatch
import FramePipeline
import Synchronization
import Testing

/// Counts how many of its kind are alive, as a frame or packet would be.
private struct Token: ~Copyable, Sendable {
  final class Counter: Sendable {
    let alive = Atomic<Int>(0)
  }

  let value: Int
  let counter: Counter

  init(_ value: Int, _ counter: Counter) {
    self.value = value
    self.counter = counter
    counter.alive.add(1, ordering: .relaxed)
  }

  deinit { counter.alive.subtract(1, ordering: .relaxed) }
}

private let stop = PipelineError(.processing, "stop")

/// Runs `body` on another thread; `wait` on the result.
private func onThread(_ body: @escaping @Sendable () -> Void) -> DispatchGroup {
  let group = DispatchGroup()
  DispatchQueue(label: "test").async(group: group) { body() }
  return group
}

@Suite struct BoundedQueueTests {
  @Test func elementsComeOutInOrderAndNeverMoreThanTheCapacityWait() throws {
    let queue = BoundedQueue<Int>(capacity: 3)
    let largest = Atomic<Int>(0)
    let producer = onThread {
      for value in 0..<1000 {
        _ = try? queue.send(value)
        largest.max(queue.count, ordering: .relaxed)
      }
      queue.finish()
    }
    var received: [Int] = []
    while let value = try queue.receive() { received.append(value) }
    producer.wait()
    #expect(received == Array(0..<1000))
    #expect(largest.load(ordering: .relaxed) <= 3)
    #expect(try queue.receive() == nil, "the end stays the end")
  }

  @Test func aQueueOfTwoProducersEndsWithTheSecond() throws {
    let queue = BoundedQueue<Int>(capacity: 4, producers: 2)
    try queue.send(1)
    queue.finish()
    #expect(try queue.receive() == 1)
    try queue.send(2)
    queue.finish()
    #expect(try queue.receive() == 2)
    #expect(try queue.receive() == nil)
  }

  @Test func aBlockedProducerLearnsThatTheConsumerClosed() throws {
    let counter = Token.Counter()
    let queue = BoundedQueue<Token>(capacity: 1)
    #expect(try queue.send(Token(0, counter)))
    let accepted = Atomic<Int>(-1)
    let producer = onThread {
      accepted.store((try? queue.send(Token(1, counter))) == false ? 0 : 1, ordering: .relaxed)
    }
    queue.close()
    producer.wait()
    #expect(accepted.load(ordering: .relaxed) == 0)
    #expect(try queue.send(Token(2, counter)) == false)
    #expect(counter.alive.load(ordering: .relaxed) == 0, "what nobody receives is destroyed")
  }

  @Test func cancellationWakesBothSidesWithItsError() {
    let full = BoundedQueue<Int>(capacity: 1)
    let empty = BoundedQueue<Int>(capacity: 1)
    _ = try? full.send(0)
    let errors = Mutex<[PipelineError]>([])
    let producer = onThread {
      do throws(PipelineError) { try full.send(1) } catch {
        errors.withLock { $0.append(error) }
      }
    }
    let consumer = onThread {
      do throws(PipelineError) { _ = try empty.receive() } catch {
        errors.withLock { $0.append(error) }
      }
    }
    for queue in [full, empty] {
      queue.cancel(stop)
      queue.cancel(PipelineError(.processing, "later"))
    }
    producer.wait()
    consumer.wait()
    #expect(errors.withLock { $0 } == [stop, stop])
    #expect(throws: stop, "what waited in the queue is gone") { try full.receive() }
  }

  @Test func everyElementIsDestroyedOnce() throws {
    let counter = Token.Counter()
    do {
      let queue = BoundedQueue<Token>(capacity: 5)
      for value in 0..<5 { try queue.send(Token(value, counter)) }
      guard let first = try queue.receive() else {
        Issue.record("there are five")
        return
      }
      let value = first.value
      #expect(value == 0)
      #expect(counter.alive.load(ordering: .relaxed) == 5, "four in the queue, one here")
      _ = consume first
    }
    #expect(counter.alive.load(ordering: .relaxed) == 0)
  }

  @Test func aRingKeepsItsOrderWhileItGrows() {
    let counter = Token.Counter()
    var ring = Ring<Token>(capacity: 2)
    var next = 0
    var sent = 0
    for step in 1...40 {
      for _ in 0..<(step % 5) {
        ring.append(Token(sent, counter))
        sent += 1
      }
      for _ in 0..<(step % 3) {
        guard let token = ring.popFirst() else { break }
        #expect(token.value == next)
        next += 1
      }
      #expect(ring.count == sent - next)
      #expect(counter.alive.load(ordering: .relaxed) == sent - next)
    }
    #expect(ring.withFirst { $0.value } == next)
    ring.removeAll()
    #expect(ring.isEmpty && counter.alive.load(ordering: .relaxed) == 0)
  }
}
