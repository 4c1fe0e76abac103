/// The network as stages that hand rows to each other: what each row of each stage is made from.
///
/// Every operation of RLFN is local in rows: a convolution needs one row above and below, the attention some twenty.
/// So a frame flows through the whole network band by band, and of every feature map only the rows still needed are
/// kept. The result is that of whole-frame inference, to the bit, in memory that depends on the width alone.
struct FlowGraph {
  /// What a stage computes; `block` counts from 0.
  enum Operation: Equatable {
    case load
    case first
    case convolution(block: Int, index: Int)
    case mix(block: Int)
    case strided(block: Int)
    case pool(block: Int)
    case low(block: Int)
    case gate(block: Int)
    case tail
    case upsample
  }

  /// What a stage needs of another one: for each of its units the units from `lower` up to, not including, `upper`.
  struct Need {
    let producer: Int
    let lower: [Int32]
    let upper: [Int32]
  }

  /// Rows computed by one operation, `rowsPerUnit` at a time.
  struct Stage {
    let operation: Operation
    let rows: Int
    let rowsPerUnit: Int
    let needs: [Need]
    /// Takes next to no time, so it does not count as work for a thread.
    let isLight: Bool
    var units: Int { (rows + rowsPerUnit - 1) / rowsPerUnit }
  }

  private(set) var stages: [Stage] = []
  /// Rows of the frame.
  let height: Int
  /// Rows of the attention's strided map and of its pooled one.
  let stridedHeight: Int
  let lowHeight: Int

  /// The graph of a network with `blocks` blocks for frames of `height` rows (at least 15).
  init(blocks: Int, height: Int) {
    self.height = height
    stridedHeight = AttentionGeometry.stridedLength(height)
    lowHeight = AttentionGeometry.pooledLength(height)
    let load = add(.load, rows: height, isLight: true, [])
    let first = add(.first, rows: height, [(load, { $0 - 1 }, { $0 + 1 })])
    var features = first
    for block in 0..<blocks { features = addBlock(block, features: features) }
    let tail = add(
      .tail, rows: height, [(features, { $0 - 1 }, { $0 + 1 }), (first, { $0 }, { $0 })])
    add(.upsample, rows: height, [(tail, { $0 - 1 }, { $0 + 1 })])
  }

  private mutating func addBlock(_ block: Int, features: Int) -> Int {
    let around: (Int) -> (Int, (Int) -> Int, (Int) -> Int) = { ($0, { $0 - 1 }, { $0 + 1 }) }
    let one = add(.convolution(block: block, index: 0), rows: height, [around(features)])
    let two = add(.convolution(block: block, index: 1), rows: height, [around(one)])
    let mix = add(.mix(block: block), rows: height, [around(two), (features, { $0 }, { $0 })])
    let strided = add(
      .strided(block: block), rows: stridedHeight, rowsPerUnit: 2, isLight: true,
      [(mix, { 2 * $0 }, { 2 * $0 + 2 })])
    let pool = add(
      .pool(block: block), rows: lowHeight, rowsPerUnit: 1, isLight: true,
      [(strided, { 3 * $0 }, { 3 * $0 + 6 })])
    let low = add(
      .low(block: block), rows: lowHeight, rowsPerUnit: 1, isLight: true, [around(pool)])
    let rows = AttentionGeometry.bilinearSources(from: lowHeight, to: height)
    return add(
      .gate(block: block), rows: height,
      [(mix, { $0 }, { $0 }), (low, { rows[$0].first }, { rows[$0].second })])
  }

  /// Adds a stage; its needs name a producer and, for an own row, the first and last row of the producer.
  @discardableResult
  private mutating func add(
    _ operation: Operation, rows: Int, rowsPerUnit: Int = 4, isLight: Bool = false,
    _ needs: [(producer: Int, firstRow: (Int) -> Int, lastRow: (Int) -> Int)]
  ) -> Int {
    let units = (rows + rowsPerUnit - 1) / rowsPerUnit
    let inUnits = needs.map { need in
      let producer = stages[need.producer]
      let lower = (0..<units).map { unit in
        Int32(max(0, need.firstRow(unit * rowsPerUnit)) / producer.rowsPerUnit)
      }
      let upper = (0..<units).map { unit in
        let last = need.lastRow(min((unit + 1) * rowsPerUnit, rows) - 1)
        return Int32(min(last, producer.rows - 1) / producer.rowsPerUnit + 1)
      }
      return Need(producer: need.producer, lower: lower, upper: upper)
    }
    stages.append(
      Stage(
        operation: operation, rows: rows, rowsPerUnit: rowsPerUnit, needs: inUnits, isLight: isLight
      ))
    return stages.count - 1
  }
}
