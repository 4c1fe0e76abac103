import RLFNEngine

/// The stage that runs frames through the network. For use from one thread.
final class InferenceStage {
  private let cache: InferenceCache
  private let alphaInference: AlphaInference
  private let scale: Int
  private let inputs: ImagePool
  private let outputs: ImagePool
  /// The last result and what made it, where the next frame may take over of it.
  private var last: (inference: TiledInference, output: LentImage)?
  /// Frames so far.
  private var frameCount = 0

  /// Frames come in pictures of `inputs`, and leave in those of `outputs`.
  init(cache: InferenceCache, scale: Int, inputs: ImagePool, outputs: ImagePool) {
    self.cache = cache
    self.scale = scale
    self.inputs = inputs
    self.outputs = outputs
    alphaInference = AlphaInference(scale: scale)
  }

  /// Works until `frames` ends.
  func run(_ frames: BoundedQueue<RGBFrame>, to next: BoundedQueue<RGBFrame>)
    throws(PipelineError)
  {
    var clock = StageClock()
    while let frame = try frames.receive() {
      try next.send(enlarge(frame, waitingSince: &clock))
    }
    next.finish()
  }

  private func enlarge(_ input: consuming RGBFrame, waitingSince clock: inout StageClock)
    throws(PipelineError) -> RGBFrame
  {
    let (width, height) = (input.image.picture.width, input.image.picture.height)
    let planes = input.image.picture.planeCount
    let inference = try cache.inference(for: input.shape, planes: planes)
    let output = try output(for: inference, width: width, height: height, planes: planes)
    var record = input.record
    record.inferWaitMilliseconds = clock.lap() * 1000
    // Frames may have gone elsewhere in between, but the first one after them is computed whole: what a picture got before that
    // is not taken for right.
    var outcome = inference.infer(
      input.image.picture, previous: last?.output, into: output.picture,
      age: output.number.map { frameCount - $0 }, nextStays: input.nextStays)
    output.describe(number: frameCount, unchangedRows: inference.unchangedRows)
    frameCount += 1
    if planes == 4 {
      let alpha = alphaInference.infer(input.image.picture, into: output.picture, with: inference)
      outcome.infer += alpha.infer
      outcome.blend += alpha.blend
    }
    record[.infer] = outcome.infer * 1000
    record[.blend] = outcome.blend * 1000
    record.tiles = UInt16(clamping: inference.plan.count)
    record.pieces = UInt16(clamping: inference.pieceCount)
    record.piecesReused = UInt16(clamping: outcome.piecesReused)
    clock = StageClock()
    let result = keep(output, of: inference, width: width, height: height, planes: planes)
    let frame = RGBFrame(
      image: result, shape: input.shape, properties: input.properties, record: record)
    inputs.give(input.image)
    return frame
  }

  /// The picture that the result goes to.
  private func output(for inference: TiledInference, width: Int, height: Int, planes: Int)
    throws(PipelineError) -> LentImage
  {
    // Alpha goes through the same network, which then no longer remembers the colors.
    if let other = last, other.inference !== inference || planes == 4 {
      outputs.give(other.output)
      last = nil
    }
    // What did not change need not even be copied where the next stage is done with the last output.
    if let last, inference.updatesInPlace, !outputs.isShared(last.output) { return last.output }
    return try outputs.take(width: width * scale, height: height * scale, planes: planes)
  }

  /// Keeps a result for the next frame if that may take over of it. Returns the picture for the next stage.
  private func keep(
    _ output: LentImage, of inference: TiledInference, width: Int, height: Int, planes: Int
  ) -> LentImage {
    if let last, last.output !== output { outputs.give(last.output) }
    // Where only one such picture can be out, it has to come back before there is room for the next.
    let isKept =
      inference.reuses && planes == 3
      && outputs.lendsTwo(width: width * scale, height: height * scale)
    last = isKept ? (inference, output) : nil
    return isKept ? outputs.share(output) : output
  }
}
