import CRLFNKernels

/// The rings between the stages of a flow.
struct FlowRings {
  /// The features and attention that leave a block's last layer, and the maps that become its gate.
  struct Block {
    /// After the first and the second 3x3 layer.
    let middle: [RowRing]
    fileprivate(set) var features: RowRing
    fileprivate(set) var attention: RowRing
    let strided: RowRing
    let pooled: RowRing
    fileprivate(set) var low: RowRing
    /// The block's output: features times gate.
    let gated: RowRing
  }

  /// Three planes, one after the other.
  let planes: [RowRing]
  /// The first layer's output, for the first block's skip and the long one.
  let first: RowRing
  private(set) var blocks: [Block]
  let tail: RowRing
  /// A row of zeros above and below the frame, long enough for every map.
  private let zeros: RowRing

  init(network: Network, graph: FlowGraph, ringBands: [Int], width: Int) {
    var rings: [RowRing] = []
    Self.forEachRing(network: network, graph: graph, ringBands: ringBands, width: width) {
      rings.append(RowRing(rows: $0, mostRows: $1, width: $2, stride: $3))
    }
    planes = Array(rings[0..<3])
    first = rings[3]
    blocks = (0..<network.architecture.blocks).map { block in
      let at = 4 + block * 8
      return Block(
        middle: Array(rings[at..<at + 2]), features: rings[at + 2], attention: rings[at + 3],
        strided: rings[at + 4], pooled: rings[at + 5], low: rings[at + 6], gated: rings[at + 7])
    }
    tail = rings[4 + network.architecture.blocks * 8]
    zeros = RowRing(rows: 1, mostRows: 1, width: width, stride: rings.map(\.stride).max() ?? 1)
  }

  /// Floats that the rings of such a flow take.
  static func floatCount(network: Network, graph: FlowGraph, ringBands: [Int], width: Int) -> Int {
    var count = 0
    forEachRing(network: network, graph: graph, ringBands: ringBands, width: width) {
      count += RowRing.floatCount(rows: $1, width: $2, stride: $3)
    }
    return count
  }

  /// Uses the maps that can be kept from frame to frame as whole maps, or as rings like the others.
  mutating func keepMaps(_ areKept: Bool) {
    for block in blocks.indices {
      blocks[block].features.useAllRows(areKept)
      blocks[block].attention.useAllRows(areKept)
      blocks[block].low.useAllRows(areKept)
    }
  }

  /// The rings in the order of the graph's stages: rows, the most there may be, width and stride of each.
  private static func forEachRing(
    network: Network, graph: FlowGraph, ringBands: [Int], width: Int,
    _ body: (_ rows: Int, _ mostRows: Int, _ width: Int, _ stride: Int) -> Void
  ) {
    let channels = paddedChannels(network.architecture.channels)
    let middle = paddedChannels(network.architecture.midChannels)
    let attention = Int(RLFN_ATTENTION)
    for (stage, bands) in zip(graph.stages, ringBands) {
      let rows = bands * stage.rowsPerBand
      func ring(_ width: Int, _ stride: Int) {
        body(rows, stage.isKept ? stage.bands * stage.rowsPerBand : rows, width, stride)
      }
      switch stage.operation {
      case .load: for _ in 0..<3 { ring(width, 1) }
      case .first, .gate, .tail: ring(width, channels)
      case .opening, .convolution: ring(width, middle)
      case .mix:
        ring(width, channels)
        ring(width, attention)
      case .strided: ring(AttentionGeometry.stridedLength(width), attention)
      case .pool: ring(AttentionGeometry.pooledLength(width), attention)
      case .low: ring(AttentionGeometry.pooledLength(width), channels)
      case .upsample: break
      }
    }
  }

  /// Row `y` of a map of `height` rows, or zeros above and below it.
  func row(_ ring: RowRing, _ y: Int, height: Int) -> UnsafePointer<Float> {
    UnsafePointer(0 <= y && y < height ? ring.row(y) : zeros.row(0))
  }
}

/// Floats of a pixel: its channels, padded so that vectors of up to 16 lanes stay within it.
func paddedChannels(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
