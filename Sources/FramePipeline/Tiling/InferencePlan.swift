import RLFNEngine

/// How frames of one size go through the network within the memory bound.
///
/// The bound covers what this program allocates by itself: frames in float RGB, tile outputs, the network's scratch
/// memory. Decoder and encoder come on top. What `auto` chooses depends on frame size, network, overlap and bound, never on
/// the number of threads, so that the output doesn't either.
package struct InferencePlan: Sendable, Hashable {
  /// How a frame is cut.
  package let tiles: TilePlan
  /// Tiles inferred at once.
  package let lanes: Int
  /// Planes of a picture: 4 with alpha.
  package let planes: Int
  /// Frames before the network, in float RGB.
  package let inputImages: Int
  /// Frames behind it.
  package let outputImages: Int
  /// Whether what frames have in common is computed once.
  package let reuses: Bool

  /// Frames in float RGB unless the user says otherwise: two on each side of the network, so that nobody waits for
  /// somebody else's buffer. Reuse takes one more on each side.
  private static let defaultFramesInFlight = 4
  /// The number of threads for which `auto` asks whether a whole frame fits.
  private static let assumedThreads = 16

  /// Plans for frames of `width` x `height`.
  ///
  /// `auto` takes the whole frame, which is exact and repeats no work, when one frame on each side of the network and the
  /// scratch memory fit the bound, else tiles of about `TilePlan.automaticTileSide` pixels. What exceeds a bound that the
  /// user gave is refused, and without one, what exceeds the machine's memory.
  /// With four `planes`, alpha goes through the network after the colours, in memory of its own. `resizingBytes` is what
  /// bringing the results to another size takes.
  /// - Throws: `.usage` when tiles are less than twice as long as their overlap, or nothing fits the bound.
  package init(
    width: Int, height: Int, planes: Int = 3, resizingBytes: Int = 0, options: JobOptions,
    factory: UpscalerFactory
  ) throws(PipelineError) {
    self.planes = planes
    let bound = Self.memoryBound(options)
    let input = PlanarImage.byteCount(width: width, height: height, planes: planes)
    let output = PlanarImage.byteCount(
      width: width * factory.scale, height: height * factory.scale, planes: planes)
    let besides =
      resizingBytes
      + (planes == 3 ? 0 : AlphaInference.byteCount(width: width, height: height, factory.scale))
    let whole = TilePlan(wholeFrameOf: width, height)

    switch options.tiling {
    case .wholeFrame:
      tiles = whole
    case .fixed(let tileWidth, let tileHeight):
      try Self.check(width, tileWidth, overlap: options.overlapPixels)
      try Self.check(height, tileHeight, overlap: options.overlapPixels)
      tiles = TilePlan(
        width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
        overlap: options.overlapPixels)
    case .auto:
      try Self.check(width, width, overlap: options.overlapPixels)
      let scratch = factory.scratchBytes(width, height, Self.assumedThreads, false)
      tiles =
        scratch + besides + input + output <= bound
        ? whole : TilePlan(evenTilesFor: width, height, overlap: options.overlapPixels)
    }

    let tiles = tiles
    func needed(_ lanes: Int, reuses: Bool = false) -> Int {
      besides
        + TiledInference.byteCount(
          plan: tiles, factory: factory, threads: options.threads, lanes: lanes, reuses: reuses)
    }
    var lanes = min(options.threads, tiles.count)
    while lanes > 1, needed(lanes) + input + output > bound { lanes -= 1 }
    self.lanes = lanes

    let rest = bound - needed(lanes)
    try Self.check(
      needed(lanes) + input + output, for: "frames of \(width)x\(height)",
      isWhole: tiles.isWholeFrame, options)
    let inFlight = options.framesInFlight ?? Self.defaultFramesInFlight
    var inputs = max(1, inFlight / 2)
    var outputs = max(1, inFlight - inputs)
    while outputs > 1, inputs * input + outputs * output > rest { outputs -= 1 }
    while inputs > 1, inputs * input + outputs * output > rest { inputs -= 1 }
    // The last output stays at hand until the next one is there, and of whole frames an input until the next one is.
    let ahead = tiles.isWholeFrame ? 1 : 0
    reuses =
      options.reusesPieces && planes == 3
      && needed(lanes, reuses: true) + (inputs + ahead) * input + (outputs + 1) * output <= bound
    inputImages = reuses ? inputs + ahead : inputs
    outputImages = reuses ? outputs + 1 : outputs
  }

  /// Whether it is whole frames of which the next one can use parts.
  package var reusesWholeFrames: Bool { reuses && tiles.isWholeFrame }

  /// The bytes that frames and scratch memory may take.
  package static func memoryBound(_ options: JobOptions) -> Int {
    options.memoryBytes ?? Host.memoryBytes / 2
  }

  private static func check(
    _ bytes: Int, for frames: String, isWhole: Bool, _ options: JobOptions
  ) throws(PipelineError) {
    let limit = options.memoryBytes ?? Host.memoryBytes
    guard bytes > limit else { return }
    let needs = "\(frames) need \(bytes >> 20) MiB, more than "
    guard options.memoryBytes != nil else {
      throw PipelineError(
        .usage, needs + "the \(limit >> 20) MiB of this machine",
        hint: isWhole ? "use tiles" : "make them smaller first")
    }
    throw PipelineError(
      .usage, needs + "the bound of \(limit >> 20) MiB",
      hint: isWhole ? "raise --memory, or use smaller tiles" : "raise --memory")
  }

  private static func check(_ length: Int, _ tile: Int, overlap: Int) throws(PipelineError) {
    guard overlap >= 0, tile > 0 else {
      throw PipelineError(.usage, "tiles need a positive size, and an overlap of 0 or more pixels")
    }
    guard tile >= length || tile >= 2 * overlap else {
      throw PipelineError(
        .usage, "tiles of \(tile) pixels are too small for an overlap of \(overlap)",
        hint: "use tiles of at least \(2 * overlap) pixels, or a smaller overlap")
    }
  }
}
