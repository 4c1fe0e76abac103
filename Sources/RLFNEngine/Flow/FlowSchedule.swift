/// An order of all the work of a frame in which every unit comes after what it is made from, so that threads may take
/// the units one by one; and how many bands of each stage must be kept at a time.
///
/// Made by list scheduling, in rounds of a few bands, each of which goes through the network from gate to gate: a thread that is
/// free takes, in the first section that has work for it, the ready unit nearest to the section's end. So a block's weights and the
/// rows between its layers stay in the caches for a round, and only what the blocks hand to each other leaves them.
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
  /// Bands of each stage's output that a ring must hold.
  let ringBands: [Int]

  /// The schedule of `graph` for its number of threads.
  init(graph: FlowGraph) {
    var planner = FlowPlanner(graph: graph)
    planner.plan()
    ringBands = zip(graph.stages, planner.ringUnits).map { stage, units in
      (units + stage.parts - 1) / stage.parts
    }
    for (stage, unit) in planner.order {
      let start = Int32(waits.count)
      waits += Self.waits(graph, planner.consumers, ringBands, stage: stage, unit: unit)
      tasks.append(
        Task(stage: Int32(stage), unit: Int32(unit), waits: start..<Int32(waits.count)))
    }
  }

  private static func waits(
    _ graph: FlowGraph, _ consumers: [[(stage: Int, need: FlowGraph.Need)]], _ ringBands: [Int],
    stage: Int, unit: Int
  ) -> [Wait] {
    var result = graph.stages[stage].needs.map {
      Wait(stage: Int32($0.producer), units: $0.upper[unit])
    }
    // The unit takes the place of an older one: everybody must be done with that.
    let replaced = unit - ringBands[stage] * graph.stages[stage].parts
    if replaced >= 0 {
      for consumer in consumers[stage] {
        let lower = consumer.need.lower
        let done = firstPosition(to: lower.count) { lower[$0] > replaced }
        result.append(Wait(stage: Int32(consumer.stage), units: Int32(done)))
      }
    }
    return result
  }
}

/// The list scheduling behind `FlowSchedule`: imagines the threads at work, by what units cost.
struct FlowPlanner {
  let graph: FlowGraph
  let consumers: [[(stage: Int, need: FlowGraph.Need)]]
  private(set) var order: [(stage: Int, unit: Int)] = []
  /// Units of each stage that must be kept at a time.
  private(set) var ringUnits: [Int]
  /// For each thread when it is free.
  private var clocks: [Double]
  /// For each stage and unit that is planned when this and all before it are finished.
  private var doneAt: [[Double]]
  /// For each stage how many units are finished by now.
  private var finished: [Int]
  /// Bands of the frame that a round takes: more keep the caches warmer and all threads busy, and take more memory.
  private let roundBands: Int
  /// For each stage how many units can be made of the bands up to the end of this round, and of the next one.
  private var supply: (thisRound: [Int], nextRound: [Int])
  /// The bands up to the end of the next round.
  private var suppliedBands: Int

  init(graph: FlowGraph) {
    self.graph = graph
    var consumers = [[(stage: Int, need: FlowGraph.Need)]](repeating: [], count: graph.stages.count)
    for (index, stage) in graph.stages.enumerated() {
      for need in stage.needs { consumers[need.producer].append((index, need)) }
    }
    self.consumers = consumers
    ringUnits = [Int](repeating: 1, count: graph.stages.count)
    clocks = [Double](repeating: 0, count: graph.threads)
    doneAt = [[Double]](repeating: [], count: graph.stages.count)
    finished = [Int](repeating: 0, count: graph.stages.count)
    let parts = graph.stages.last?.parts ?? 1
    roundBands = max(6, 2 * graph.threads / parts)
    suppliedBands = 2 * roundBands
    supply = (
      graph.units(ofBands: roundBands), graph.units(ofBands: suppliedBands)
    )
  }

  mutating func plan() {
    // Other stages may have units left that nobody needs: the pool may leave out the last rows of what it pools.
    let last = graph.stages.count - 1
    while doneAt[last].count < graph.stages[last].units {
      let thread = clocks.indices.min { clocks[$0] < clocks[$1] } ?? 0
      let now = clocks[thread]
      for stage in finished.indices {
        while finished[stage] < doneAt[stage].count, doneAt[stage][finished[stage]] <= now {
          finished[stage] += 1
        }
      }
      if zip(doneAt, supply.thisRound).allSatisfy({ $0.count >= $1 }) {
        suppliedBands += roundBands
        supply = (supply.nextRound, graph.units(ofBands: suppliedBands))
      }
      if let ready = nextReady(supply.thisRound) ?? nextReady(supply.nextRound) {
        issue(ready, thread)
      } else {
        let next = nextEnd()
        for thread in clocks.indices { clocks[thread] = max(clocks[thread], next) }
      }
    }
  }

  /// When the next unit of any stage will count as finished.
  private func nextEnd() -> Double {
    var next = Double.infinity
    for (done, count) in zip(doneAt, finished) where count < done.count {
      next = min(next, done[count])
    }
    precondition(next.isFinite, "a graph without circles has a unit that is ready")
    return next
  }

  /// The stage to go on with, if each is to come so far.
  private func nextReady(_ supply: [Int]) -> Int? {
    let ready = graph.stages.indices.filter { doneAt[$0].count < supply[$0] && isReady($0) }
    guard let first = ready.first else { return nil }
    let section = graph.stages[first].section
    return ready.last { graph.stages[$0].section == section }
  }

  private func isReady(_ stage: Int) -> Bool {
    let unit = doneAt[stage].count
    return graph.stages[stage].needs.allSatisfy { finished[$0.producer] >= Int($0.upper[unit]) }
  }

  private mutating func issue(_ stage: Int, _ thread: Int) {
    let unit = doneAt[stage].count
    var oldestNeeded = unit
    for consumer in consumers[stage] {
      let next = finished[consumer.stage]
      guard next < consumer.need.lower.count else { continue }
      oldestNeeded = min(oldestNeeded, Int(consumer.need.lower[next]))
    }
    ringUnits[stage] = max(ringUnits[stage], unit - oldestNeeded + 1)
    order.append((stage, unit))
    clocks[thread] += graph.stages[stage].cost(of: unit)
    doneAt[stage].append(max(doneAt[stage].last ?? 0, clocks[thread]))
  }
}

extension FlowGraph {
  /// How many units of each stage can be made of so many of the frame's bands.
  fileprivate func units(ofBands bands: Int) -> [Int] {
    var result: [Int] = []
    for stage in stages {
      var units = stage.needs.isEmpty ? min(bands, stage.bands) : stage.units
      for need in stage.needs {
        units = min(
          units, firstPosition(to: stage.units) { need.upper[$0] > result[need.producer] })
      }
      result.append(units)
    }
    return result
  }
}
