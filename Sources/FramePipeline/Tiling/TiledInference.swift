import RLFNEngine

/// Frames of one size through the network, tile by tile.
///
/// Tiles run in waves of `lanes`, each tile on one thread with an upscaler of its own; then the wave is blended into the frame,
/// strip by strip on the same number of threads. At every pixel tiles are blended in ascending order, so the
/// number of lanes changes no bit. A plan of one tile uses one upscaler with all threads instead, and
/// writes into the frame directly. Memory: one tile's output and scratch per lane; nothing is allocated per frame.
///
/// One that `reuses` keeps the last input, and computes of the next frame only what depends on something that changed; the
/// bits are the same.
///
/// For use from one thread at a time.
package final class TiledInference: TeamWork {
  /// Where the work went, in seconds of wall time, and what was none.
  package struct Outcome: Sendable {
    /// In the network.
    package var infer = 0.0
    /// Putting tiles together.
    package var blend = 0.0
    /// Pieces of the frame that were taken from the frame before.
    package var piecesReused = 0
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
    /// Copy what did not change from this frame into that one.
    case restore(UnsafePointer<PlanarImage>, UnsafePointer<PlanarImage>)
  }

  /// How frames are cut.
  package let plan: TilePlan
  private let scale: Int
  private let blender: TileBlender
  private let whole: (any TileUpscaler)?
  private let lanes: [Lane]
  private let team: ThreadTeam
  private var selection: TileSelection
  /// The tiles in work, as places in `selection.tiles`.
  private var wave = 0..<0
  private var step: Step?
  /// The last input, and where the new one differs from it.
  private let remembered: PlanarImage?
  private var changes: FrameChanges

  /// Makes the upscalers for `plan`: one with `threads` threads for a whole frame, else `lanes` with one each.
  package init(
    plan: TilePlan, factory: UpscalerFactory, threads: Int, lanes: Int, reuses: Bool = false
  ) {
    precondition(threads > 0 && lanes > 0, "somebody has to work")
    self.plan = plan
    scale = factory.scale
    blender = TileBlender(plan: plan, scale: factory.scale)
    if plan.isWholeFrame {
      whole = factory.make(plan.width, plan.height, threads, reuses)
      self.lanes = []
    } else {
      whole = nil
      self.lanes = (0..<min(lanes, plan.count)).map { _ in
        Lane(
          upscaler: factory.make(plan.tileWidth, plan.tileHeight, 1, false),
          output: PlanarImage(
            width: plan.tileWidth * factory.scale, height: plan.tileHeight * factory.scale))
      }
    }
    team = ThreadTeam(threads: max(1, self.lanes.count))
    selection = TileSelection(plan: plan)
    remembered = reuses ? PlanarImage(width: plan.width, height: plan.height) : nil
    changes = FrameChanges(height: plan.height)
  }

  /// Whether it keeps what the next frame can use.
  package var reuses: Bool { remembered != nil }

  /// Whether `previous` and `output` may be one picture.
  package var updatesInPlace: Bool { reuses && plan.isWholeFrame }

  /// The pieces that `Outcome.piecesReused` counts: tiles, or the bands of a whole frame.
  package var pieceCount: Int { whole?.bandCount ?? plan.count }

  /// Rows of the last output that are those of the output before it, in ascending order; of frames in tiles it knows none.
  package var unchangedRows: [Range<Int>] { whole?.unchangedRows ?? [] }

  /// Enlarges `input`, of the plan's size, into `output`, `scale` times as large. `previous` is the output of the last call,
  /// unchanged since: then only what depends on a change is computed. Where `output` still holds the output of a call, `age` says
  /// of which: 1 is the last one. `nextStays` says whether much of the next frame will be the same.
  package func infer(
    _ input: borrowing PlanarImage, previous: LentImage? = nil,
    into output: borrowing PlanarImage, age: Int? = nil, nextStays: Bool = false
  ) -> Outcome {
    precondition(input.width == plan.width && input.height == plan.height, "frames fit the plan")
    precondition(
      output.width == plan.width * scale && output.height == plan.height * scale,
      "outputs are `scale` times as large")
    var outcome = Outcome()
    outcome.infer = seconds { remember(input) }
    if let whole {
      outcome.infer += seconds {
        if let previous {
          outcome.piecesReused = whole.infer(
            input, changes: changes, previous: previous.picture, into: output, age: age,
            nextStays: nextStays)
        } else {
          whole.infer(input, x: 0, y: 0, into: output, nextStays: nextStays)
        }
      }
      return outcome
    }
    if previous == nil { selection.selectEverything() } else { selection.select(changes) }
    outcome.piecesReused = plan.count - selection.tiles.count
    var first = 0
    while first < selection.tiles.count {
      wave = first..<min(first + lanes.count, selection.tiles.count)
      outcome.infer += seconds { withUnsafePointer(to: input) { perform(.infer($0)) } }
      outcome.blend += seconds { withUnsafePointer(to: output) { perform(.blend($0)) } }
      first = wave.upperBound
    }
    if let previous {
      outcome.blend += seconds {
        withUnsafePointer(to: previous.picture) { from in
          withUnsafePointer(to: output) { perform(.restore(from, $0)) }
        }
      }
    }
    return outcome
  }

  private func remember(_ input: borrowing PlanarImage) {
    guard remembered != nil else { return }
    changes.update(from: input, remembering: remembered!)
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
      case .restore(let previous, let output):
        restore(strip: index, of: previous.pointee, into: output.pointee)
      case nil: break
      }
    }
  }

  private func infer(lane index: Int, of input: borrowing PlanarImage) {
    guard index < wave.count else { return }
    let origin = plan.origin(of: selection.tiles[wave.lowerBound + index])
    let lane = lanes[index]
    lane.upscaler.infer(
      input, x: origin.x, y: origin.y, into: lane.output, nextStays: false)
  }

  private func blend(strip: Int, into output: borrowing PlanarImage) {
    let rows = output.height * strip / lanes.count..<output.height * (strip + 1) / lanes.count
    for (lane, place) in zip(lanes, wave) {
      blender.blend(lane.output, index: selection.tiles[place], into: output, rows: rows)
    }
  }

  private func restore(
    strip: Int, of previous: borrowing PlanarImage, into output: borrowing PlanarImage
  ) {
    let rows = plan.height * strip / lanes.count..<plan.height * (strip + 1) / lanes.count
    for plane in 0..<3 {
      for y in rows {
        selection.forEachUnchangedStretch(row: y) { columns in
          for row in y * scale..<(y + 1) * scale {
            let start = row * output.rowStride + columns.lowerBound * scale
            (output.plane(plane) + start).update(
              from: previous.plane(plane) + start, count: columns.count * scale)
          }
        }
      }
    }
  }

  /// The bytes that an object with these figures takes.
  package static func byteCount(
    plan: TilePlan, factory: UpscalerFactory, threads: Int, lanes: Int, reuses: Bool
  ) -> Int {
    let remembered = reuses ? PlanarImage.byteCount(width: plan.width, height: plan.height) : 0
    if plan.isWholeFrame {
      return remembered + factory.scratchBytes(plan.width, plan.height, threads, reuses)
    }
    let tile = PlanarImage.byteCount(
      width: plan.tileWidth * factory.scale, height: plan.tileHeight * factory.scale)
    return remembered + min(lanes, plan.count)
      * (factory.scratchBytes(plan.tileWidth, plan.tileHeight, 1, false) + tile)
  }
}
