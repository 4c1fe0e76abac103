import RLFNEngine

/// Frames of one size through the network, tile by tile.
///
/// Tiles run in waves of `lanes`, each tile on one thread with an upscaler of its own; then the wave is blended into the frame,
/// strip by strip on the same number of threads. At every pixel tiles are blended in ascending order, so the
/// number of lanes changes no bit. A plan of one tile uses one upscaler with all threads instead, and
/// writes into the frame directly. Memory: one tile's output and scratch per lane; nothing is allocated per frame.
///
/// For use from one thread at a time.
package final class TiledInference: TeamWork {
  /// Where the work went, in seconds of wall time.
  package struct Times: Sendable {
    /// In the network.
    package var infer = 0.0
    /// Putting tiles together.
    package var blend = 0.0
  }

  /// A tile's worker: its upscaler and the buffer it writes to.
  private final class Lane: @unchecked Sendable {
    // Safety: while a wave is inferred, each lane is used by one iteration; while it is blended, all only read.
    let upscaler: any TileUpscaler
    let output: PlanarImage

    init(upscaler: any TileUpscaler, output: consuming PlanarImage) {
      self.upscaler = upscaler
      self.output = output
    }
  }

  /// What the threads do with the tiles of a wave.
  private enum Step {
    /// Infer those of this frame.
    case infer(UnsafePointer<PlanarImage>)
    /// Blend them into this frame.
    case blend(UnsafePointer<PlanarImage>)
  }

  /// How frames are cut.
  package let plan: TilePlan
  private let scale: Int
  private let blender: TileBlender
  private let whole: (any TileUpscaler)?
  private let lanes: [Lane]
  private let team: ThreadTeam
  private var wave = 0..<0
  private var step: Step?

  /// Makes the upscalers for `plan`: one with `threads` threads for a whole frame, else `lanes` with one each.
  package init(plan: TilePlan, factory: UpscalerFactory, threads: Int, lanes: Int) {
    precondition(threads > 0 && lanes > 0, "somebody has to work")
    self.plan = plan
    scale = factory.scale
    blender = TileBlender(plan: plan, scale: factory.scale)
    if plan.isWholeFrame {
      whole = factory.make(plan.width, plan.height, threads)
      self.lanes = []
    } else {
      whole = nil
      self.lanes = (0..<min(lanes, plan.count)).map { _ in
        Lane(
          upscaler: factory.make(plan.tileWidth, plan.tileHeight, 1),
          output: PlanarImage(
            width: plan.tileWidth * factory.scale, height: plan.tileHeight * factory.scale))
      }
    }
    team = ThreadTeam(threads: max(1, self.lanes.count))
  }

  /// Enlarges `input`, of the plan's size, into `output`, `scale` times as large.
  package func infer(_ input: borrowing PlanarImage, into output: borrowing PlanarImage) -> Times {
    precondition(input.width == plan.width && input.height == plan.height, "frames fit the plan")
    precondition(
      output.width == plan.width * scale && output.height == plan.height * scale,
      "outputs are `scale` times as large")
    var times = Times()
    if let whole {
      times.infer = seconds { whole.infer(input, x: 0, y: 0, into: output) }
      return times
    }
    var first = 0
    while first < plan.count {
      wave = first..<min(first + lanes.count, plan.count)
      times.infer += seconds { withUnsafePointer(to: input) { perform(.infer($0)) } }
      times.blend += seconds { withUnsafePointer(to: output) { perform(.blend($0)) } }
      first = wave.upperBound
    }
    return times
  }

  private func perform(_ step: Step) {
    self.step = step
    team.run(self)
    self.step = nil
  }

  /// A thread's share of the wave: every so many lanes, or strips of the frame.
  package func run(thread: Int) {
    for index in stride(from: thread, to: lanes.count, by: team.count) {
      switch step {
      case .infer(let input): infer(lane: index, of: input.pointee)
      case .blend(let output): blend(strip: index, into: output.pointee)
      case nil: break
      }
    }
  }

  private func infer(lane index: Int, of input: borrowing PlanarImage) {
    guard index < wave.count else { return }
    let origin = plan.origin(of: wave.lowerBound + index)
    let lane = lanes[index]
    lane.upscaler.infer(input, x: origin.x, y: origin.y, into: lane.output)
  }

  private func blend(strip: Int, into output: borrowing PlanarImage) {
    let rows = output.height * strip / lanes.count..<output.height * (strip + 1) / lanes.count
    for (lane, tile) in zip(lanes, wave) {
      blender.blend(lane.output, index: tile, into: output, rows: rows)
    }
  }

  /// The bytes that an object with these figures takes.
  package static func byteCount(
    plan: TilePlan, factory: UpscalerFactory, threads: Int, lanes: Int
  ) -> Int {
    if plan.isWholeFrame { return factory.scratchBytes(plan.width, plan.height, threads) }
    let tile = PlanarImage.byteCount(
      width: plan.tileWidth * factory.scale, height: plan.tileHeight * factory.scale)
    return min(lanes, plan.count)
      * (factory.scratchBytes(plan.tileWidth, plan.tileHeight, 1) + tile)
  }
}
