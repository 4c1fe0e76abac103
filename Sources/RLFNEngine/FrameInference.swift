import CRLFNKernels

/// One frame (or tile) size through the network: owns the scratch memory, runs on `threads` threads.
///
/// Makes no allocation per frame. Not for use from two threads at once. The result is whole-frame inference, and does
/// not depend on `threads`, to the bit.
public final class FrameInference: FlowWorker, @unchecked Sendable {
  // Safety: `infer` is for one caller at a time; its threads write different rows, in the order that the schedule sets.

  /// Input pixels in a row.
  public let width: Int
  /// Input rows.
  public let height: Int
  let network: Network
  /// The size that runs through the network: the attention's pool has no output for sides under 15 pixels.
  let paddedWidth: Int
  let paddedHeight: Int
  let graph: FlowGraph
  let runner: FlowRunner
  let rings: FlowRings
  let threadScratch: [AlignedFloats]
  let layout: ScratchLayout
  /// Where the attention's small map is looked up for each row and, left and right, for each column.
  let rowSources: [(first: Int, second: Int, weight: Float)]
  let columnSources: [Int32]
  let columnWeights: [Float]
  /// Where frames too small for the attention are completed before they are cropped.
  private let padded: PaddedOutput?
  /// Where the frame in work is read and written.
  private var pictures: (source: PlaneRows, target: PlaneRows)?

  /// Scratch memory for frames of `width` x `height` input pixels, inferred on `threads` threads.
  public init(network: Network, width: Int, height: Int, threads: Int) {
    precondition(
      width > 0 && height > 0 && threads > 0, "a frame has pixels, and a thread to compute them")
    self.network = network
    self.width = width
    self.height = height
    paddedWidth = max(width, AttentionGeometry.smallestLength)
    paddedHeight = max(height, AttentionGeometry.smallestLength)
    graph = FlowGraph(blocks: network.architecture.blocks, height: paddedHeight)
    let schedule = FlowSchedule(graph: graph, threads: threads)
    runner = FlowRunner(schedule: schedule, graph: graph, threads: threads)
    rings = FlowRings(
      network: network, graph: graph, ringUnits: schedule.ringUnits, width: paddedWidth)
    let layout = ScratchLayout(network: network, width: paddedWidth)
    self.layout = layout
    threadScratch = (0..<threads).map { _ in AlignedFloats(count: layout.count) }
    rowSources = AttentionGeometry.bilinearSources(from: graph.lowHeight, to: paddedHeight)
    let columns = AttentionGeometry.bilinearSources(
      from: AttentionGeometry.pooledLength(paddedWidth), to: paddedWidth)
    columnSources = columns.flatMap { [Int32($0.first), Int32($0.second)] }
    columnWeights = columns.map(\.weight)
    let scale = network.architecture.scale
    padded =
      paddedWidth == width && paddedHeight == height
      ? nil : PaddedOutput(width: paddedWidth * scale, height: paddedHeight * scale)
  }

  /// Runs the network over the region of `input` whose upper left corner is (`x`, `y`) and whose size is this
  /// object's, and writes the result, clamped to 0-255, to the upper left of `output` (at least `scale` times
  /// `width` by `height`). What lies outside the region is not looked at.
  public func infer(
    _ input: borrowing PlanarImage, x: Int = 0, y: Int = 0, into output: borrowing PlanarImage
  ) {
    let scale = network.architecture.scale
    precondition(x >= 0 && y >= 0 && x + width <= input.width && y + height <= input.height)
    precondition(output.width >= width * scale && output.height >= height * scale)
    let source = PlaneRows(image: input, x: x, y: y)
    if let target = padded?.rows {
      run(source, target)
      let result = PlaneRows(image: output, x: 0, y: 0)
      for plane in 0..<3 {
        for row in 0..<height * scale {
          result.row(plane, row).update(from: target.row(plane, row), count: width * scale)
        }
      }
    } else {
      run(source, PlaneRows(image: output, x: 0, y: 0))
    }
  }

  private func run(_ source: PlaneRows, _ target: PlaneRows) {
    pictures = (source, target)
    runner.run(self)
    pictures = nil
  }

  func compute(stage: Int, unit: Int, thread: Int) {
    guard let pictures else { return }
    let scratch = threadScratch[thread].base
    let rows = rowRange(stage: stage, unit: unit)
    switch graph.stages[stage].operation {
    case .load: load(pictures.source, rows)
    case .first: first(rows)
    case .convolution(let block, let index): convolution(block, index, rows, scratch)
    case .mix(let block): mix(block, rows, scratch)
    case .strided(let block): strided(block, rows)
    case .pool(let block): pool(block, rows)
    case .low(let block): low(block, rows)
    case .gate(let block): gate(block, rows, scratch)
    case .tail: tail(rows, scratch)
    case .upsample: upsample(pictures.target, rows, scratch)
    }
  }

  private func rowRange(stage: Int, unit: Int) -> Range<Int> {
    let start = unit * graph.stages[stage].rowsPerUnit
    return start..<min(start + graph.stages[stage].rowsPerUnit, graph.stages[stage].rows)
  }

  /// Bytes of scratch memory for frames of that size.
  public static func scratchBytes(network: Network, width: Int, height: Int, threads: Int) -> Int {
    let width = max(width, AttentionGeometry.smallestLength)
    let graph = FlowGraph(
      blocks: network.architecture.blocks, height: max(height, AttentionGeometry.smallestLength))
    let schedule = FlowSchedule(graph: graph, threads: threads)
    let rings = FlowRings.floatCount(
      network: network, graph: graph, ringUnits: schedule.ringUnits, width: width)
    let scratch = threads * ScratchLayout(network: network, width: width).count
    return (rings + scratch) * MemoryLayout<Float>.stride
  }
}

/// Rows of three planes somewhere in a picture. Valid while the picture lives.
struct PlaneRows: @unchecked Sendable {
  // Safety: threads read shared rows and write different ones.

  let base: UnsafeMutablePointer<Float>
  let planeFloats: Int
  let rowStride: Int

  init(image: borrowing PlanarImage, x: Int, y: Int) {
    base = image.base + y * image.rowStride + x
    planeFloats = image.rowStride * image.height
    rowStride = image.rowStride
  }

  func row(_ plane: Int, _ y: Int) -> UnsafeMutablePointer<Float> {
    base + plane * planeFloats + y * rowStride
  }
}

/// A picture that is completed before it is cropped.
private final class PaddedOutput {
  let image: PlanarImage
  var rows: PlaneRows { PlaneRows(image: image, x: 0, y: 0) }

  init(width: Int, height: Int) { image = PlanarImage(width: width, height: height) }
}
