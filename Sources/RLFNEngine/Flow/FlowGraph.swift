import CRLFNKernels

/// The network as stages that hand rows to each other: what each row of each stage is made from.
///
/// Every operation of RLFN is local in rows: a convolution needs a row or two above and below, the attention some twenty.
/// So a frame flows through the whole network band by band, and of every feature map only the rows still needed are
/// kept. The result is that of whole-frame inference, to the bit, in memory that depends on the width alone.
struct FlowGraph {
  /// What a stage computes; `block` counts from 0.
  enum Operation: Equatable {
    case load
    case first
    /// The first layer and the first block's first one, as one layer of 5x5.
    case opening
    case convolution(block: Int, index: Int)
    case mix(block: Int)
    case strided(block: Int)
    case pool(block: Int)
    case low(block: Int)
    case gate(block: Int)
    case tail
    case upsample

    /// Columns of its Winograd tiles, whose outputs are computed together, and change their bits together; 1 without.
    var tileColumns: Int {
      switch self {
      case .convolution, .mix, .tail, .upsample: tileLength
      case .opening: Int(RLFN_STRIP)
      case .load, .first, .strided, .pool, .low, .gate: 1
      }
    }

    var isGate: Bool { if case .gate = self { true } else { false } }

    /// About how long a band takes, measured against a 3x3 layer's.
    var cost: Double {
      switch self {
      case .load, .pool, .low: 0.03
      case .first: 0.28
      case .opening: 0.4
      case .convolution: 1
      case .mix: 1.7
      case .strided: 0.1
      case .gate: 0.4
      case .tail: 1.1
      case .upsample: 1.2
      }
    }
  }

  private(set) var stages: [Stage] = []
  /// The frame.
  let width: Int
  let height: Int
  /// Rows of the attention's pooled map.
  let lowHeight: Int
  let threads: Int
  /// Columns of a part of a band: the more threads there are the more parts, so that they find work in a few bands, which take
  /// less memory. Few threads find it in whole ones, which are a few percent faster.
  private let partColumns: Int

  /// The graph of a network with `blocks` blocks for frames of `width` x `height` pixels (at least 15) on that many threads.
  ///
  /// With `keepsMaps` a next frame can be computed in part (`FlowRegion`): the attention's small maps and what the blocks make of
  /// their features before it can be kept whole.
  init(blocks: Int, width: Int, height: Int, threads: Int, keepsMaps: Bool) {
    self.width = width
    self.height = height
    self.threads = threads
    // One for every four threads, of whole blocks of 12 Winograd tiles, at least two of these.
    let block = 12 * tileLength
    let wanted = width / ((threads + 3) / 4)
    partColumns = max(2, (wanted + block - 1) / block) * block
    lowHeight = AttentionGeometry.pooledLength(height)
    // Whose bands begin with the frame in the last layer.
    let layers = 3 * (blocks + 1)
    let load = add(.load, shift: (tileLength - layers % tileLength) % tileLength, [])
    let first = add(.first, [(load, .window)])
    var features = first
    for block in 0..<blocks {
      let one =
        block == 0
        ? add(.opening, [(load, .wideWindow)])
        : add(.convolution(block: block, index: 0), [(features, .window)])
      features = addBlock(block, features, one, keepsMaps)
    }
    let tail = add(.tail, [(features, .window), (first, .same)])
    add(.upsample, [(tail, .window)])
  }

  /// Adds what follows the block's first layer `one`; returns its output's stage.
  private mutating func addBlock(
    _ block: Int, _ features: Int, _ one: Int, _ keepsMaps: Bool
  ) -> Int {
    let two = add(.convolution(block: block, index: 1), [(one, .window)])
    // A change comes out of a block's attention much larger than out of its 3x3 layers, which need not be computed over all of
    // that where their result is kept. Not so in the first block, where changes are still small: it is not worth the memory.
    let mix = add(
      .mix(block: block), isKept: keepsMaps && block > 0, [(two, .window), (features, .same)])
    let strided = add(
      .strided(block: block), length: AttentionGeometry.stridedLength, rowsPerBand: tileLength / 2,
      [(mix, .strided)])
    let pool = add(
      .pool(block: block), length: AttentionGeometry.pooledLength, rowsPerBand: 1,
      [(strided, .pooled)])
    let low = add(
      .low(block: block), length: AttentionGeometry.pooledLength, rowsPerBand: 1,
      isKept: keepsMaps, [(pool, .window)])
    return add(.gate(block: block), [(mix, .same), (low, .stretched)])
  }

  /// Adds a stage whose map has `length(side)` positions for a side of the frame.
  ///
  /// The bands of a 3x3 layer lie a row higher than those of what it is made from, those of the opening two rows. So each needs
  /// one of these and the last rows of the one above, can follow at once, and finds most of its input in the cache. The tiles of
  /// a 3x3 layer lie a column further left, too: a change that fills tiles spreads a pixel up and left and five down and right,
  /// to one more tile in all.
  @discardableResult
  private mutating func add(
    _ operation: Operation, length: (Int) -> Int = { $0 }, rowsPerBand: Int = tileLength,
    shift: Int = 0, isKept: Bool = false, _ needs: [(producer: Int, reach: Reach)]
  ) -> Int {
    var stage = Stage(
      operation: operation, rows: length(height), columns: length(width), rowsPerBand: rowsPerBand,
      shift: shift, isKept: isKept,
      section: (stages.last?.section ?? 0) + (operation.isGate ? 1 : 0))
    if rowsPerBand == tileLength, let main = needs.first {
      stage.follow(stages[main.producer], reaching: main.reach.margin, partColumns: partColumns)
    }
    stage.needs = needs.map { Need(of: stage, $0.producer, stages[$0.producer], $0.reach) }
    stages.append(stage)
    return stages.count - 1
  }
}
