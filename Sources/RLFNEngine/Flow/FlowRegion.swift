/// Which columns of each band of each stage are to be computed for a frame: all of them, or those on which a change of some
/// pixels since the frame before depends.
///
/// Forward through the graph: what is made from something changed has changed. Backward: to compute what changed, a stage
/// needs all it is made from, changed or not, since of most maps only some rows are kept. Maps that are kept whole
/// from frame to frame (`FlowGraph.Stage.isKept`) end this: of them only the changed part is computed.
///
/// Of layers in Winograd tiles these are whole tiles. Makes no allocation after `init`.
final class FlowRegion {
  private let graph: FlowGraph
  /// The place of each stage's first band in the arrays below.
  private let starts: [Int]
  private var changed: [Range<Int>]
  private var needed: [Range<Int>]

  /// A region of all columns.
  init(graph: FlowGraph) {
    self.graph = graph
    var starts: [Int] = []
    var count = 0
    for stage in graph.stages {
      starts.append(count)
      count += stage.bands
    }
    self.starts = starts
    changed = [Range<Int>](repeating: 0..<0, count: count)
    needed = changed
    selectEverything()
  }

  /// The columns to compute.
  func columns(stage: Int, band: Int) -> Range<Int> { needed[starts[stage] + band] }

  /// All columns of all bands.
  func selectEverything() {
    for (index, stage) in graph.stages.enumerated() {
      for band in 0..<stage.bands { needed[starts[index] + band] = 0..<stage.columns }
    }
  }

  /// What the changes of a frame make necessary, if the maps are kept and were for the frame before, or if nothing changed.
  func select(_ changes: FrameChanges) {
    spreadChanges(changes)
    for index in graph.stages.indices {
      let isFixed = graph.stages[index].isKept || index == graph.stages.count - 1
      for band in starts[index]..<starts[index] + graph.stages[index].bands {
        needed[band] = isFixed ? changed[band] : 0..<0
      }
    }
    for index in graph.stages.indices.reversed() { require(stage: index) }
  }

  private func spreadChanges(_ changes: FrameChanges) {
    for (index, stage) in graph.stages.enumerated() {
      for band in 0..<stage.bands {
        var range = 0..<0
        if stage.needs.isEmpty {
          for row in stage.band(band).rows { range = union(range, changes.columns[row]) }
        }
        for need in stage.needs {
          let producer = graph.stages[need.producer]
          for source in need.bands[band] {
            let columns = changed[starts[need.producer] + source]
            guard !columns.isEmpty else { continue }
            range = union(
              range,
              need.reach.results(of: columns, length: stage.columns, source: producer.columns))
          }
        }
        changed[starts[index] + band] = stage.wholeTiles(range)
      }
    }
  }

  private func require(stage index: Int) {
    let stage = graph.stages[index]
    for band in 0..<stage.bands {
      let columns = needed[starts[index] + band]
      guard !columns.isEmpty else { continue }
      for need in stage.needs where !graph.stages[need.producer].isKept {
        let producer = graph.stages[need.producer]
        let range = producer.wholeTiles(
          need.reach.sources(of: columns, length: stage.columns, source: producer.columns))
        for source in need.bands[band] {
          let place = starts[need.producer] + source
          needed[place] = union(needed[place], range)
        }
      }
    }
  }

  private func union(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
    if a.isEmpty { return b }
    return b.isEmpty ? a : a.hull(with: b)
  }
}
