extension UpscalePipeline {
  /// Starts the stages between decoder and output.
  ///
  /// The two pools bound the frames in float RGB: a picture is lent before it is filled, and comes back when the
  /// next stage has read it.
  func startStages(
    plan: InferencePlan, frames: BoundedQueue<DecodedFrame>, shaper: FrameShaper,
    sink: any FrameSink,
    in group: StageGroup, log: RunLog
  ) {
    let width = plan.tiles.width
    let height = plan.tiles.height
    let inputs = ImagePool(
      count: plan.inputImages, width: width, height: height, planes: plan.planes, in: group)
    let outputs = ImagePool(
      count: plan.outputImages, width: width * factory.scale, height: height * factory.scale,
      planes: plan.planes, in: group)
    let enlarging = group.queue(of: RGBFrame.self, capacity: plan.inputImages)
    let enlarged = group.queue(of: RGBFrame.self, capacity: plan.outputImages)
    let converted = group.queue(of: ConvertedFrame.self, capacity: 1)
    let lanes = sink.lanes
    let sink = Handover(sink)
    let cache = Handover(
      InferenceCache(
        factory: factory, options: job.options,
        byteLimit: InferencePlan.memoryBound(job.options) - inputs.byteLimit - outputs.byteLimit))
    let reading = ReadingStage(
      inputName: job.input.path, shaper: shaper, background: job.options.background,
      keepsAlpha: sink.value.keepsAlpha,
      onlySize: sink.value.needsOneSize ? (width: width, height: height) : nil,
      refusesOtherSizes: job.input.isImages)
    let scale = factory.scale

    group.run("to-rgb") { () throws(PipelineError) in
      try reading.run(frames, to: enlarging, images: inputs) { log.tell(.warning($0)) }
    }
    group.run("infer") { () throws(PipelineError) in
      let alphaInference = AlphaInference(scale: scale)
      var clock = StageClock()
      var last: (inference: TiledInference, output: LentImage)?
      while let input = try enlarging.receive() {
        let picture = (width: input.image.picture.width, height: input.image.picture.height)
        let planes = input.image.picture.planeCount
        let inference = try cache.value.inference(
          width: picture.width, height: picture.height, planes: planes)
        // Alpha goes through the same network, which then no longer remembers the colors.
        if let other = last, other.inference !== inference || planes == 4 {
          outputs.give(other.output)
          last = nil
        }
        // What did not change need not even be copied where the next stage is done with the last output.
        let output: LentImage
        if let last, inference.updatesInPlace, !outputs.isShared(last.output) {
          output = last.output
        } else {
          output = try outputs.take(
            width: picture.width * scale, height: picture.height * scale, planes: planes)
        }
        var record = input.record
        record.inferWaitMilliseconds = clock.lap() * 1000
        var outcome = inference.infer(
          input.image.picture, previous: last?.output, into: output.picture)
        if planes == 4 {
          let alpha = alphaInference.infer(
            input.image.picture, into: output.picture, with: inference)
          outcome.infer += alpha.infer
          outcome.blend += alpha.blend
        }
        record[.infer] = outcome.infer * 1000
        record[.blend] = outcome.blend * 1000
        record.tiles = UInt16(clamping: inference.plan.count)
        record.pieces = UInt16(clamping: inference.pieceCount)
        record.piecesReused = UInt16(clamping: outcome.reusedPieces)
        clock = StageClock()
        if let last, last.output !== output { outputs.give(last.output) }
        // Where only one such picture can be out, it has to come back before there is room for the next.
        let isReused =
          inference.reuses && planes == 3
          && outputs.lendsTwo(width: picture.width * scale, height: picture.height * scale)
        last = isReused ? (inference, output) : nil
        let result = isReused ? outputs.share(output) : output
        let shape = input.shape
        let properties = Self.giveBack(input, to: inputs)
        try enlarged.send(
          RGBFrame(image: result, shape: shape, properties: properties, record: record))
      }
      enlarged.finish()
    }
    group.run("from-rgb") { () throws(PipelineError) in
      let converter = PixelConverter()
      let resizer = Resizer()
      while let input = try enlarged.receive() {
        let format = try sink.value.format(
          width: input.shape.outputWidth, height: input.shape.outputHeight,
          source: input.properties)
        var record = input.record
        var clock = StageClock()
        let frame: Frame
        if input.image.picture.width == format.width,
          input.image.picture.height == format.height
        {
          frame = try converter.convert(
            input.image.picture, to: format, properties: input.properties)
        } else {
          let resized = try resizer.resize(
            input.image.picture, width: format.width, height: format.height)
          frame = try converter.convert(resized, to: format, properties: input.properties)
          resizer.giveBack(resized)
        }
        record[.fromRGB] = clock.lap() * 1000
        _ = Self.giveBack(input, to: outputs)
        try converted.send(ConvertedFrame(frame: frame, record: record))
      }
      converted.finish()
    }
    for lane in 0..<lanes {
      group.run("encode") { () throws(PipelineError) in
        try Self.encode(converted, to: sink.value, lane: lane, log: log)
      }
    }
  }

  /// Returns the picture to its pool, and the rest of the frame to the caller.
  private static func giveBack(_ frame: consuming RGBFrame, to pool: ImagePool) -> FrameProperties {
    pool.give(frame.image)
    return frame.properties
  }

  /// A stage that encodes. A record is complete when the next frame comes: the drained encoder's work counts as the last's.
  private static func encode(
    _ frames: BoundedQueue<ConvertedFrame>, to sink: any FrameSink, lane: Int, log: RunLog
  ) throws(PipelineError) {
    var last: FrameRecord?
    var clock = StageClock()
    while let converted = try frames.receive() {
      if let last { log.append(last) }
      var record = converted.record
      record.encodeWaitMilliseconds = clock.lap() * 1000
      let index = Int(record.index)
      record[.encode] = try sink.encode(converted.frame, index: index, lane: lane) * 1000
      last = record
      log.tellFrameDone()
      clock = StageClock()
    }
    let draining = try sink.drain() * 1000
    guard var last else { return }
    last[.encode] += draining
    log.append(last)
  }
}
