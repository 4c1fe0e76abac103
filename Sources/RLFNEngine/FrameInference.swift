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
  private let region: FlowRegion
  private(set) var rings: FlowRings
  let threadScratch: [AlignedFloats]
  let layout: ScratchLayout
  /// Where the attention's small map is looked up for each row and, left and right, for each column.
  let rowSources: [(first: Int, second: Int, weight: Float)]
  let columnSources: [Int32]
  let columnWeights: [Float]
  /// Where frames too small for the attention are completed before they are cropped.
  private let padded: PaddedOutput?
  /// Rows of the output that are those of the frame before, in ascending order; each range ends before the next one begins.
  public private(set) var unchangedRows: [Range<Int>] = []
  /// For each band of the output how many of the last calls, one after the other, did not change it.
  private var unchangedCalls: [Int]
  /// Whether maps can be kept from frame to frame.
  private let canKeepMaps: Bool
  /// Whether those of the last frame that did not repeat the one before were kept for the next.
  private var hasMaps = false
  /// Where the frame in work is read and written.
  private var pictures: (source: PlaneRows, target: PlaneRows, previous: PreviousOutput?)?

  /// The output of the last call, and how many calls ago the target got what it holds.
  private struct PreviousOutput {
    let rows: PlaneRows
    let targetAge: Int?
  }

  /// Scratch memory for frames of `width` x `height` input pixels, inferred on `threads` threads. With `keepsMaps` it is
  /// for a sequence of frames, each of which can be computed from what changed since the one before. Memory for maps is only
  /// touched when there is a frame whose maps are kept.
  public init(
    network: Network, width: Int, height: Int, threads: Int, keepsMaps: Bool = false
  ) {
    precondition(
      width > 0 && height > 0 && threads > 0, "a frame has pixels, and a thread to compute them")
    self.network = network
    self.width = width
    self.height = height
    paddedWidth = max(width, AttentionGeometry.smallestLength)
    paddedHeight = max(height, AttentionGeometry.smallestLength)
    graph = FlowGraph(
      blocks: network.architecture.blocks, width: paddedWidth, height: paddedHeight,
      threads: threads, keepsMaps: keepsMaps)
    canKeepMaps = keepsMaps
    region = FlowRegion(graph: graph)
    let bands = graph.stages.last?.bands ?? 0
    unchangedCalls = [Int](repeating: 0, count: bands)
    unchangedRows.reserveCapacity((bands + 1) / 2)
    let schedule = FlowSchedule(graph: graph)
    runner = FlowRunner(schedule: schedule, graph: graph, threads: threads)
    rings = FlowRings(
      network: network, graph: graph, ringBands: schedule.ringBands, width: paddedWidth)
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
  ///
  /// Of a frame of a sequence `nextStays` says whether much of the next one will be the same (`FrameChanges.stays`): only
  /// then its maps are kept.
  public func infer(
    _ input: borrowing PlanarImage, x: Int = 0, y: Int = 0, into output: borrowing PlanarImage,
    nextStays: Bool = false
  ) {
    region.selectEverything()
    hasMaps = canKeepMaps && nextStays
    rings.keepMaps(hasMaps)
    run(input, x: x, y: y, into: output, previous: nil)
    noteUnchangedBands()
  }

  /// The same for the next frame of a sequence: computes what depends on the `changes` since this object's last call, and
  /// copies the rest from `previous`, that call's output. The result is the same to the bit.
  ///
  /// Where `output` still holds what a call of this object put there, `age` says which: 1 is the last one (`output` then being
  /// `previous` itself), 2 the one before. What has not changed since then is not even copied. An age of more calls than there
  /// were since the last whole frame is as good as nil: `output` may hold anything then.
  ///
  /// Needs `keepsMaps`. Returns the number of bands (`bandCount`) that did not change.
  public func infer(
    _ input: borrowing PlanarImage, changes: FrameChanges, previous: borrowing PlanarImage,
    into output: borrowing PlanarImage, age: Int?, nextStays: Bool
  ) -> Int {
    precondition(canKeepMaps, "made for frames that go by themselves")
    precondition(changes.columns.count == height && previous.rowStride == output.rowStride)
    guard padded == nil else {
      infer(input, into: output)
      return 0
    }
    select(changes, nextStays: nextStays)
    run(
      input, x: 0, y: 0, into: output,
      previous: PreviousOutput(rows: PlaneRows(image: previous, x: 0, y: 0), targetAge: age))
    return noteUnchangedBands()
  }

  /// Decides what to compute of a frame with these changes, and whether its maps are kept.
  private func select(_ changes: FrameChanges, nextStays: Bool) {
    // A frame that is the one before needs no maps, and leaves them as they are.
    guard changes.columns.contains(where: { !$0.isEmpty }) else { return region.select(changes) }
    if hasMaps {
      region.select(changes)
    } else {
      region.selectEverything()
      rings.keepMaps(nextStays)
    }
    hasMaps = nextStays
  }

  /// Finds which bands the last call did not compute; returns their number.
  @discardableResult private func noteUnchangedBands() -> Int {
    unchangedRows.removeAll(keepingCapacity: true)
    let last = graph.stages.count - 1
    let scale = network.architecture.scale
    var bands = 0
    for band in unchangedCalls.indices {
      guard region.columns(stage: last, band: band).isEmpty else {
        unchangedCalls[band] = 0
        continue
      }
      unchangedCalls[band] += 1
      bands += 1
      let rows = graph.stages[last].band(band).rows
      let (top, end) = (rows.lowerBound * scale, rows.upperBound * scale)
      if let before = unchangedRows.last, before.upperBound == top {
        unchangedRows[unchangedRows.count - 1] = before.lowerBound..<end
      } else {
        unchangedRows.append(top..<end)
      }
    }
    return bands
  }

  /// The bands of rows in which the frame is put out.
  public var bandCount: Int { graph.stages.last?.bands ?? 1 }

  private func run(
    _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
    previous: PreviousOutput?
  ) {
    let scale = network.architecture.scale
    precondition(x >= 0 && y >= 0 && x + width <= input.width && y + height <= input.height)
    precondition(output.width >= width * scale && output.height >= height * scale)
    let target = PlaneRows(image: output, x: 0, y: 0)
    pictures = (PlaneRows(image: input, x: x, y: y), padded?.rows ?? target, previous)
    runner.run(self)
    pictures = nil
    guard let completed = padded?.rows else { return }
    for plane in 0..<3 {
      for row in 0..<height * scale {
        target.row(plane, row).update(from: completed.row(plane, row), count: width * scale)
      }
    }
  }

  func compute(stage: Int, unit: Int, thread: Int) {
    guard let pictures else { return }
    let scratch = threadScratch[thread].base
    let parts = graph.stages[stage].parts
    let (index, part) = unit.quotientAndRemainder(dividingBy: parts)
    let band = graph.stages[stage].band(index)
    let place = graph.stages[stage].part(part)
    let columns = region.columns(stage: stage, band: index).clamped(to: place)
    if stage == graph.stages.count - 1, let previous = pictures.previous,
      unchangedCalls[index] + 1 < previous.targetAge ?? .max
    {
      copy(from: previous.rows, to: pictures.target, band.rows, place, except: columns)
    }
    guard !columns.isEmpty else { return }
    switch graph.stages[stage].operation {
    case .load: load(pictures.source, band.rows)
    case .first: first(band.rows, columns)
    case .opening: opening(band, columns, scratch)
    case .convolution(let block, let index): convolution(block, index, band, columns, scratch)
    case .mix(let block): mix(block, band, columns, scratch)
    case .strided(let block): strided(block, band.rows, columns)
    case .pool(let block): pool(block, band.rows, columns)
    case .low(let block): low(block, band.rows, columns, scratch)
    case .gate(let block): gate(block, band.rows, columns, scratch)
    case .tail: tail(band, columns, scratch)
    case .upsample: upsample(pictures.target, band, columns, scratch)
    }
  }

  /// Copies what `rows` and the columns `place` of the input became, but for those columns.
  private func copy(
    from previous: PlaneRows, to target: PlaneRows, _ rows: Range<Int>, _ place: Range<Int>,
    except columns: Range<Int>
  ) {
    let scale = network.architecture.scale
    let columns = columns.isEmpty ? place.upperBound..<place.upperBound : columns
    let (left, right) = (place.lowerBound * scale, columns.upperBound * scale)
    for plane in 0..<3 {
      for row in rows.lowerBound * scale..<rows.upperBound * scale {
        let (from, to) = (previous.row(plane, row), target.row(plane, row))
        (to + left).update(from: from + left, count: columns.lowerBound * scale - left)
        (to + right).update(from: from + right, count: place.upperBound * scale - right)
      }
    }
  }

  /// Bytes of scratch memory for frames of that size.
  public static func scratchBytes(
    network: Network, width: Int, height: Int, threads: Int, keepsMaps: Bool = false
  ) -> Int {
    let width = max(width, AttentionGeometry.smallestLength)
    let graph = FlowGraph(
      blocks: network.architecture.blocks, width: width,
      height: max(height, AttentionGeometry.smallestLength), threads: threads, keepsMaps: keepsMaps)
    let schedule = FlowSchedule(graph: graph)
    let rings = FlowRings.floatCount(
      network: network, graph: graph, ringBands: schedule.ringBands, width: width)
    let scratch = threads * ScratchLayout(network: network, width: width).count
    return (rings + scratch) * MemoryLayout<Float>.stride
  }
}
