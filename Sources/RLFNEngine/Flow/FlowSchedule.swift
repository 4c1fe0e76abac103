/// An order of all the work of a frame in which every unit comes after what it is made from, so that threads may take
/// the units one by one; and how many units of each stage must be kept at a time.
///
/// Made by list scheduling: in every step each of the threads takes the ready unit nearest to the output. That keeps
/// the rows on the way few, and fresh in the caches.
struct FlowSchedule {
  /// One unit of work; `waits` are those of `FlowSchedule.waits` that must hold before it starts.
  struct Task {
    let stage: Int32
    let unit: Int32
    let waits: Range<Int32>
  }

  /// Holds once `stage` has finished its first `units` units.
  struct Wait {
    let stage: Int32
    let units: Int32
  }

  private(set) var tasks: [Task] = []
  private(set) var waits: [Wait] = []
  /// Units of each stage's output kept in its ring.
  let ringUnits: [Int]

  /// The schedule of `graph` for that many threads.
  init(graph: FlowGraph, threads: Int) {
    var planner = FlowPlanner(graph: graph, threads: threads)
    planner.plan()
    ringUnits = planner.ringUnits
    for (stage, unit) in planner.order {
      let start = Int32(waits.count)
      waits += Self.waits(graph, planner.consumers, ringUnits, stage: stage, unit: unit)
      tasks.append(
        Task(stage: Int32(stage), unit: Int32(unit), waits: start..<Int32(waits.count)))
    }
  }

  private static func waits(
    _ graph: FlowGraph, _ consumers: [[(stage: Int, need: FlowGraph.Need)]], _ ringUnits: [Int],
    stage: Int, unit: Int
  ) -> [Wait] {
    var result = graph.stages[stage].needs.map {
      Wait(stage: Int32($0.producer), units: $0.upper[unit])
    }
    // The unit takes the place of an older one: everybody must be done with that.
    let replaced = unit - ringUnits[stage]
    if replaced >= 0 {
      for consumer in consumers[stage] {
        let last = consumer.need.lower.lastIndex { $0 <= replaced } ?? -1
        result.append(Wait(stage: Int32(consumer.stage), units: Int32(last + 1)))
      }
    }
    return result
  }
}

/// The list scheduling behind `FlowSchedule`.
struct FlowPlanner {
  let graph: FlowGraph
  let threads: Int
  let consumers: [[(stage: Int, need: FlowGraph.Need)]]
  private(set) var order: [(stage: Int, unit: Int)] = []
  private(set) var ringUnits: [Int]
  private var issued: [Int]

  /// Steps after which a unit counts as finished: threads do not run in step, so with several of them a unit whose
  /// inputs were issued just before would have to wait.
  private var delay: Int { threads == 1 ? 0 : 2 }

  init(graph: FlowGraph, threads: Int) {
    self.graph = graph
    self.threads = threads
    var consumers = [[(stage: Int, need: FlowGraph.Need)]](repeating: [], count: graph.stages.count)
    for (index, stage) in graph.stages.enumerated() {
      for need in stage.needs { consumers[need.producer].append((index, need)) }
    }
    self.consumers = consumers
    issued = [Int](repeating: 0, count: graph.stages.count)
    ringUnits = graph.stages.map { $0.isKept ? $0.units : 1 }
  }

  mutating func plan() {
    // Not every unit is needed: the attention's pool may leave out the last rows of what it pools.
    let last = graph.stages.count - 1
    var history = [issued]
    while issued[last] < graph.stages[last].units {
      let demand = demandedUnits()
      var free = threads
      for stage in graph.stages.indices.reversed() {
        while free > 0, issued[stage] < demand[stage] {
          let finished = delay == 0 ? issued : history[max(0, history.count - delay)]
          guard isReady(stage, finished) else { break }
          issue(stage, finished)
          if !graph.stages[stage].isLight { free -= 1 }
        }
        if delay == 0, free == 0 { break }
      }
      history.append(issued)
      if history.count > 4 { history.removeFirst() }
    }
  }

  /// How far each stage must go for the output to advance by a few bands: nothing runs further ahead.
  private func demandedUnits() -> [Int] {
    var demand = [Int](repeating: 0, count: graph.stages.count)
    let last = graph.stages.count - 1
    demand[last] = min(issued[last] + 1 + threads, graph.stages[last].units)
    for stage in graph.stages.indices.reversed() where demand[stage] > 0 {
      for need in graph.stages[stage].needs {
        demand[need.producer] = max(demand[need.producer], Int(need.upper[demand[stage] - 1]))
      }
    }
    return demand
  }

  private func isReady(_ stage: Int, _ finished: [Int]) -> Bool {
    graph.stages[stage].needs.allSatisfy { finished[$0.producer] >= Int($0.upper[issued[stage]]) }
  }

  private mutating func issue(_ stage: Int, _ finished: [Int]) {
    let unit = issued[stage]
    var oldestNeeded = unit
    for consumer in consumers[stage] {
      let next = finished[consumer.stage]
      guard next < consumer.need.lower.count else { continue }
      oldestNeeded = min(oldestNeeded, Int(consumer.need.lower[next]))
    }
    ringUnits[stage] = max(ringUnits[stage], unit - oldestNeeded + 1)
    order.append((stage, unit))
    issued[stage] += 1
  }
}
