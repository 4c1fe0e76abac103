import FramePipeline
import Synchronization
import Testing

private let broken = PipelineError(.processing, "broken")

/// A chain of stages that pass numbers on, as the pipeline passes frames; the one named `failing` throws at `at`.
private func runChain(
  stages: Int, numbers: Int, failing: Int? = nil, at failure: Int = 0, limit: Int? = nil,
  cancelAt: Int? = nil, cancellation: Cancellation = Cancellation()
) throws(PipelineError) -> [Int] {
  let group = StageGroup()
  let token = cancellation.onCancel { group.fail(PipelineError(.interrupted, "interrupted")) }
  defer { cancellation.forget(token) }
  let queues = (0..<stages - 1).map { _ in group.queue(of: Int.self, capacity: 2) }
  let result = Mutex<[Int]>([])
  group.run("source") { () throws(PipelineError) in
    for number in 0..<numbers {
      if failing == 0, number == failure { throw broken }
      guard try queues[0].send(number) else { break }
    }
    queues[0].finish()
  }
  for stage in 1..<stages - 1 {
    group.run("middle") { () throws(PipelineError) in
      while let number = try queues[stage - 1].receive() {
        if failing == stage, number == failure { throw broken }
        if number == cancelAt { cancellation.cancel() }
        guard try queues[stage].send(number) else { break }
      }
      queues[stage - 1].close()
      queues[stage].finish()
    }
  }
  group.run("sink") { () throws(PipelineError) in
    while let number = try queues[stages - 2].receive() {
      if failing == stages - 1, number == failure { throw broken }
      result.withLock { $0.append(number) }
      if number + 1 == limit { break }
    }
    queues[stages - 2].close()
  }
  try group.wait()
  return result.withLock { $0 }
}

@Suite struct StageGroupTests {
  @Test func everythingArrivesInOrder() throws {
    #expect(try runChain(stages: 5, numbers: 300) == Array(0..<300))
    #expect(try runChain(stages: 3, numbers: 0) == [])
  }

  @Test(arguments: 0..<5) func anErrorInAnyStageEndsAllAndIsTheOneReported(stage: Int) {
    for failure in [0, 1, 7, 99] {
      #expect(throws: broken, "stage \(stage) at \(failure)") {
        try runChain(stages: 5, numbers: 100, failing: stage, at: failure)
      }
    }
  }

  @Test func theFirstOfTwoErrorsIsReported() {
    let group = StageGroup()
    let queue = group.queue(of: Int.self, capacity: 1)
    group.run("waits") { () throws(PipelineError) in
      do throws(PipelineError) { _ = try queue.receive() } catch {
        throw PipelineError(.processing, "a consequence of \(error.message)")
      }
    }
    group.run("fails") { () throws(PipelineError) in throw broken }
    #expect(throws: broken) { try group.wait() }
    let late = group.queue(of: Int.self, capacity: 1)
    #expect(throws: broken, "a queue made after the error is cancelled from the start") {
      try late.receive()
    }
  }

  @Test func aConsumerThatHasEnoughEndsTheProducers() throws {
    for limit in [1, 2, 50] {
      #expect(try runChain(stages: 5, numbers: .max, limit: limit) == Array(0..<limit))
    }
  }

  @Test func cancellationAtAnyMomentEndsAllStages() {
    for moment in 0..<60 {
      #expect(throws: PipelineError(.interrupted, "interrupted")) {
        try runChain(stages: 6, numbers: .max, cancelAt: moment)
      }
    }
    let before = Cancellation()
    before.cancel(.terminated)
    #expect(throws: PipelineError(.interrupted, "interrupted")) {
      try runChain(stages: 4, numbers: .max, cancellation: before)
    }
    #expect(before.reason == .terminated)
  }

  @Test func cancellationRunsEachHandlerOnceAndKeepsTheFirstReason() {
    let cancellation = Cancellation()
    let calls = Atomic<Int>(0)
    let forgotten = cancellation.onCancel { calls.add(100, ordering: .relaxed) }
    _ = cancellation.onCancel { calls.add(1, ordering: .relaxed) }
    cancellation.forget(forgotten)
    #expect(!cancellation.isCancelled)
    cancellation.cancel(.terminated)
    cancellation.cancel(.interrupted)
    _ = cancellation.onCancel { calls.add(10, ordering: .relaxed) }
    #expect(calls.load(ordering: .relaxed) == 11)
    #expect(cancellation.reason == .terminated)
  }
}
