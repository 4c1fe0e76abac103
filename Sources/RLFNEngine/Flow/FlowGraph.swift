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

    /// About how long a unit takes, measured against a 3x3 layer's.
    var cost: Double {
      switch self {
      case .load, .pool, .low: 0.03
      case .first: 0.28
      case .convolution: 1
      case .mix: 1.6
      case .strided: 0.18
      case .gate: 0.56
      case .tail: 1.15
      case .upsample: 1.3
      }
    }
  }

  /// What a stage needs of another one: for each of its units the units from `lower` up to, not including, `upper`.
  struct Need {
    let producer: Int
    let reach: Reach
    let lower: [Int32]
    let upper: [Int32]
  }

  /// Rows computed by one operation, `rowsPerUnit` at a time.
  struct Stage {
    let operation: Operation
    let rows: Int
    let columns: Int
    let rowsPerUnit: Int
    let needs: [Need]
    /// The whole map stays from frame to frame.
    let isKept: Bool
    var units: Int { (rows + rowsPerUnit - 1) / rowsPerUnit }
  }

  private(set) var stages: [Stage] = []
  /// The frame.
  let width: Int
  let height: Int
  /// Rows of the attention's pooled map.
  let lowHeight: Int

  /// The graph of a network with `blocks` blocks for frames of `width` x `height` pixels (at least 15).
  ///
  /// With `keepsMaps` a next frame can be computed in part (`FlowRegion`): the attention's small maps and what the blocks hand
  /// to each other are kept whole.
  init(blocks: Int, width: Int, height: Int, keepsMaps: Bool) {
    self.width = width
    self.height = height
    lowHeight = AttentionGeometry.pooledLength(height)
    let load = add(.load, [])
    let first = add(.first, [(load, .window)])
    var features = first
    for block in 0..<blocks { features = addBlock(block, of: blocks, features, keepsMaps) }
    let tail = add(.tail, [(features, .tiles), (first, .same)])
    add(.upsample, [(tail, .tiles)])
  }

  private mutating func addBlock(
    _ block: Int, of blocks: Int, _ features: Int, _ keepsMaps: Bool
  ) -> Int {
    let one = add(.convolution(block: block, index: 0), [(features, .tiles)])
    let two = add(.convolution(block: block, index: 1), [(one, .tiles)])
    let mix = add(.mix(block: block), [(two, .tiles), (features, .same)])
    let strided = add(
      .strided(block: block), length: AttentionGeometry.stridedLength, rowsPerUnit: tileLength / 2,
      [(mix, .strided)])
    let pool = add(
      .pool(block: block), length: AttentionGeometry.pooledLength, rowsPerUnit: 1,       [(strided, .pooled)])
    let low = add(
      .low(block: block), length: AttentionGeometry.pooledLength, rowsPerUnit: 1,       isKept: keepsMaps, [(pool, .window)])
    return add(
      .gate(block: block), isKept: keepsMaps && block < blocks - 1,
      [(mix, .same), (low, .stretched)])
  }

  /// Adds a stage whose map has `length(side)` positions for a side of the frame.
  @discardableResult
  private mutating func add(
    _ operation: Operation, length: (Int) -> Int = { $0 }, rowsPerUnit: Int = tileLength,
    isKept: Bool = false, _ needs: [(producer: Int, reach: Reach)]
  ) -> Int {
    let rows = length(height)
    let units = (rows + rowsPerUnit - 1) / rowsPerUnit
    let inUnits = needs.map { need in
      let producer = stages[need.producer]
      let sources = (0..<units).map { unit in
        need.reach.sources(
          of: unit * rowsPerUnit..<min((unit + 1) * rowsPerUnit, rows), length: rows,
          source: producer.rows)
      }
      return Need(
        producer: need.producer, reach: need.reach,
        lower: sources.map { Int32($0.lowerBound / producer.rowsPerUnit) },
        upper: sources.map { Int32(($0.upperBound - 1) / producer.rowsPerUnit + 1) })
    }
    stages.append(
      Stage(
        operation: operation, rows: rows, columns: length(width), rowsPerUnit: rowsPerUnit,
        needs: inUnits, isKept: isKept))
    return stages.count - 1
  }
}
