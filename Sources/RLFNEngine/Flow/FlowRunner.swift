import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Who does the units of a flow's stages.
protocol FlowWorker: AnyObject {
  /// Computes one unit, on thread number `thread`.
  func compute(stage: Int, unit: Int, thread: Int)
}

/// Runs a schedule on several threads: each takes the first task that can start, does it, and comes back.
///
/// Mostly that is the next one. Where a thread has lost time, to an encoder or another program, the others do not wait for
/// its result but go on with what comes a little later. No thread can wait for ever: a task's needs come before it in the
/// order, so the earliest unfinished task is always in work or ready.
///
/// Makes no allocation in `run`.
final class FlowRunner: TeamWork, @unchecked Sendable {
  // Safety: everything but the atomics and `isFinished`, which `condition` locks, is constant while the threads run.

  let schedule: FlowSchedule
  private let team: ThreadTeam
  private var worker: (any FlowWorker)?
  /// All tasks before this one are taken.
  private let firstLeft = Atomic<Int>(0)
  /// For each task whether a thread has taken it.
  private let isTaken: UnsafeMutablePointer<Atomic<Bool>>
  /// How many tasks a thread looks at for one that can start.
  private let window: Int
  /// For each stage the number of its first units that are all finished.
  private let finished: UnsafeMutablePointer<Atomic<Int>>
  private let stageCount: Int
  /// For each stage which of its units are finished.
  private var isFinished: [[Bool]]
  private let condition = ThreadCondition()
  /// How often `take` looks before it gives the CPU away, and before it sleeps: after some 100 microseconds.
  private static let (firstLooks, allLooks) = (256, 512)

  init(schedule: FlowSchedule, graph: FlowGraph, threads: Int) {
    self.schedule = schedule
    team = ThreadTeam(threads: threads)
    stageCount = graph.stages.count
    window = 16 * threads
    isTaken = .allocate(capacity: schedule.tasks.count)
    for task in schedule.tasks.indices { (isTaken + task).initialize(to: Atomic(false)) }
    finished = .allocate(capacity: stageCount)
    for stage in 0..<stageCount { (finished + stage).initialize(to: Atomic(0)) }
    isFinished = graph.stages.map { [Bool](repeating: false, count: $0.units) }
  }

  deinit {
    isTaken.deinitialize(count: schedule.tasks.count)
    isTaken.deallocate()
    finished.deinitialize(count: stageCount)
    finished.deallocate()
  }

  /// Does every task once; returns when all are done.
  func run(_ worker: any FlowWorker) {
    firstLeft.store(0, ordering: .relaxed)
    for task in schedule.tasks.indices { isTaken[task].store(false, ordering: .relaxed) }
    for stage in 0..<stageCount { finished[stage].store(0, ordering: .relaxed) }
    for stage in isFinished.indices {
      for unit in isFinished[stage].indices { isFinished[stage][unit] = false }
    }
    self.worker = worker
    team.run(self)
    self.worker = nil
  }

  func run(thread: Int) {
    guard let worker else { return }
    while let index = take() {
      let task = schedule.tasks[index]
      worker.compute(stage: Int(task.stage), unit: Int(task.unit), thread: thread)
      finish(stage: Int(task.stage), unit: Int(task.unit))
    }
  }

  /// The first task that can start, or nil if none is left.
  ///
  /// If there is none yet, the wait is mostly short, a fraction of a unit's time, so at first it only looks. But a thread that has
  /// lost its CPU keeps the others waiting: these sleep, and leave their CPUs to whoever has work.
  private func take() -> Int? {
    for look in 0..<Self.allLooks {
      let candidates = candidates()
      if candidates.isEmpty { return nil }
      if let task = takeReady(candidates) { return task }
      if look >= Self.firstLooks { sched_yield() }
    }
    condition.lock()
    defer { condition.unlock() }
    while true {
      let candidates = candidates()
      if candidates.isEmpty { return nil }
      if let task = takeReady(candidates) { return task }
      condition.wait()
    }
  }

  /// The tasks to choose from, some of which may be taken; empty when all are.
  private func candidates() -> Range<Int> {
    var first = firstLeft.load(ordering: .relaxed)
    while first < schedule.tasks.count, isTaken[first].load(ordering: .relaxed) { first += 1 }
    // Another thread may have come further already; what is before either number is taken.
    firstLeft.store(first, ordering: .relaxed)
    return first..<min(first + window, schedule.tasks.count)
  }

  private func takeReady(_ candidates: Range<Int>) -> Int? {
    candidates.first {
      !isTaken[$0].load(ordering: .relaxed) && isReady($0)
        && !isTaken[$0].exchange(true, ordering: .relaxed)
    }
  }

  private func isReady(_ task: Int) -> Bool {
    schedule.tasks[task].waits.allSatisfy { index in
      let wait = schedule.waits[Int(index)]
      return finished[Int(wait.stage)].load(ordering: .acquiring) >= Int(wait.units)
    }
  }

  private func finish(stage: Int, unit: Int) {
    condition.lock()
    isFinished[stage][unit] = true
    var count = finished[stage].load(ordering: .relaxed)
    while count < isFinished[stage].count, isFinished[stage][count] { count += 1 }
    finished[stage].store(count, ordering: .releasing)
    condition.wakeAll()
    condition.unlock()
  }
}
