import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Who does the units of a flow's stages.
protocol FlowWorker: AnyObject {
  /// Computes one unit, on thread number `thread`.
  func compute(stage: Int, unit: Int, thread: Int)
}

/// Runs a schedule on several threads: each takes the next task, waits for what it needs, and does it.
///
/// No thread can wait for ever: a task's needs come before it in the order, so the earliest unfinished task is
/// always with a thread that can go on.
///
/// Makes no allocation in `run`.
final class FlowRunner: TeamWork, @unchecked Sendable {
  // Safety: everything but the atomics and `isFinished`, which `condition` locks, is constant while the threads run.

  let schedule: FlowSchedule
  private let team: ThreadTeam
  private var worker: (any FlowWorker)?
  private let next = Atomic<Int>(0)
  /// For each stage the number of its first units that are all finished.
  private let finished: UnsafeMutablePointer<Atomic<Int>>
  private let stageCount: Int
  /// For each stage which of its units are finished.
  private var isFinished: [[Bool]]
  private let condition = ThreadCondition()
  /// How often `hold` looks before it gives the CPU away, and before it sleeps: after some 100 microseconds.
  private static let (firstLooks, allLooks) = (256, 512)

  init(schedule: FlowSchedule, graph: FlowGraph, threads: Int) {
    self.schedule = schedule
    team = ThreadTeam(threads: threads)
    stageCount = graph.stages.count
    finished = .allocate(capacity: stageCount)
    for stage in 0..<stageCount { (finished + stage).initialize(to: Atomic(0)) }
    isFinished = graph.stages.map { [Bool](repeating: false, count: $0.units) }
  }

  deinit {
    finished.deinitialize(count: stageCount)
    finished.deallocate()
  }

  /// Does every task once; returns when all are done.
  func run(_ worker: any FlowWorker) {
    next.store(0, ordering: .relaxed)
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
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < schedule.tasks.count else { return }
      let task = schedule.tasks[index]
      for wait in task.waits { hold(until: schedule.waits[Int(wait)]) }
      worker.compute(stage: Int(task.stage), unit: Int(task.unit), thread: thread)
      finish(stage: Int(task.stage), unit: Int(task.unit))
    }
  }

  /// Mostly the wait is short, a fraction of a unit's time, so at first it only looks. But a thread that has lost its CPU
  /// to an encoder or another program keeps the others waiting: these sleep, and leave their CPUs to whoever has work.
  private func hold(until wait: FlowSchedule.Wait) {
    let isOver = { [finished] in
      finished[Int(wait.stage)].load(ordering: .acquiring) >= Int(wait.units)
    }
    for look in 0..<Self.allLooks {
      if isOver() { return }
      if look >= Self.firstLooks { sched_yield() }
    }
    condition.lock()
    while !isOver() { condition.wait() }
    condition.unlock()
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
