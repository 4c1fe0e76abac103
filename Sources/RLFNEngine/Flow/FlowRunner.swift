import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Runs a schedule on several threads: each takes the next task, waits for what it needs, and does it.
///
/// No thread can wait for ever: a task's needs come before it in the order, so the earliest unfinished task is
/// always with a thread that can go on.
final class FlowRunner: @unchecked Sendable {
  // Safety: everything but the atomics and the locked flags is constant.

  let schedule: FlowSchedule
  private let threads: Int
  private let next = Atomic<Int>(0)
  /// For each stage the number of its first units that are all finished.
  private let finished: UnsafeMutablePointer<Atomic<Int>>
  private let stageCount: Int
  private let pending: Mutex<[[Bool]]>

  init(schedule: FlowSchedule, graph: FlowGraph, threads: Int) {
    self.schedule = schedule
    self.threads = threads
    stageCount = graph.stages.count
    finished = .allocate(capacity: stageCount)
    for stage in 0..<stageCount { (finished + stage).initialize(to: Atomic(0)) }
    pending = Mutex(graph.stages.map { [Bool](repeating: false, count: $0.units) })
  }

  deinit {
    finished.deinitialize(count: stageCount)
    finished.deallocate()
  }

  /// Does every task once; returns when all are done. `work` gets the task and the thread's number.
  func run(_ work: @Sendable (_ stage: Int, _ unit: Int, _ thread: Int) -> Void) {
    next.store(0, ordering: .relaxed)
    for stage in 0..<stageCount { finished[stage].store(0, ordering: .relaxed) }
    pending.withLock { flags in
      for stage in flags.indices {
        for unit in flags[stage].indices { flags[stage][unit] = false }
      }
    }
    if threads == 1 {
      runThread(0, work)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads) { runThread($0, work) }
    }
  }

  private func runThread(_ thread: Int, _ work: @Sendable (Int, Int, Int) -> Void) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < schedule.tasks.count else { return }
      let task = schedule.tasks[index]
      for wait in task.waits { hold(until: schedule.waits[Int(wait)]) }
      work(Int(task.stage), Int(task.unit), thread)
      finish(stage: Int(task.stage), unit: Int(task.unit))
    }
  }

  /// Waits are short, a fraction of a unit's time, so it spins; but gives the CPU away where threads outnumber CPUs.
  private func hold(until wait: FlowSchedule.Wait) {
    var spins = 0
    while finished[Int(wait.stage)].load(ordering: .acquiring) < Int(wait.units) {
      spins += 1
      if spins > 256 { sched_yield() }
    }
  }

  private func finish(stage: Int, unit: Int) {
    pending.withLock { flags in
      flags[stage][unit] = true
      var count = finished[stage].load(ordering: .relaxed)
      while count < flags[stage].count, flags[stage][count] { count += 1 }
      finished[stage].store(count, ordering: .releasing)
    }
  }
}
