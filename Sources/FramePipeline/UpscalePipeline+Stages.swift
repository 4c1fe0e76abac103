extension UpscalePipeline {
  /// Starts the stages between decoder and output.
  ///
  /// The two pools bound the frames in float RGB: a picture is lent before it is filled, and comes back when the
  /// next stage has read it.
  func startStages(
    plan: InferencePlan, frames: BoundedQueue<DecodedFrame>, sink: any FrameSink,
    in group: StageGroup, log: RunLog
  ) {
    let width = plan.tiles.width
    let height = plan.tiles.height
    let inputs = ImagePool(count: plan.inputImages, width: width, height: height, in: group)
    let outputs = ImagePool(
      count: plan.outputImages, width: width * factory.scale, height: height * factory.scale,
      in: group)
    let enlarging = group.queue(of: RGBFrame.self, capacity: plan.inputImages)
    let enlarged = group.queue(of: RGBFrame.self, capacity: plan.outputImages)
    let converted = group.queue(of: ConvertedFrame.self, capacity: 1)
    let lanes = sink.lanes
    let onlySize = sink.needsOneSize ? (width: width, height: height) : nil
    let sink = Handover(sink)
    let cache = Handover(
      InferenceCache(
        factory: factory, options: job.options,
        byteLimit: InferencePlan.memoryBound(job.options) - inputs.byteLimit - outputs.byteLimit))
    let inputName = job.input.path
    let scale = factory.scale

    group.run("to-rgb") { () throws(PipelineError) in
      let converter = PixelConverter()
      while let decoded = try frames.receive() {
        var decoded = decoded
        if let onlySize { try Self.check(decoded, onlySize, of: inputName) }
        let image = try inputs.take(width: decoded.frame.width, height: decoded.frame.height)
        var clock = StageClock()
        try converter.convert(decoded.frame, to: image.picture)
        decoded.record[.toRGB] = clock.lap() * 1000
        try enlarging.send(
          RGBFrame(
            image: image, properties: FrameProperties(of: decoded.frame), record: decoded.record))
      }
      if converter.hasMetTransparency {
        log.tell(.warning("\(inputName) is transparent: composed over black"))
      }
      enlarging.finish()
    }
    group.run("infer") { () throws(PipelineError) in
      var clock = StageClock()
      var last: (inference: TiledInference, output: LentImage)?
      while let input = try enlarging.receive() {
        let (width, height) = (input.image.picture.width, input.image.picture.height)
        let inference = try cache.value.inference(width: width, height: height)
        if let other = last, other.inference !== inference {
          outputs.give(other.output)
          last = nil
        }
        // What did not change need not even be copied where the next stage is done with the last output.
        let output: LentImage
        if let last, inference.updatesInPlace, !outputs.isShared(last.output) {
          output = last.output
        } else {
          output = try outputs.take(width: width * scale, height: height * scale)
        }
        var record = input.record
        record.inferWaitMilliseconds = clock.lap() * 1000
        let outcome = inference.infer(
          input.image.picture, previous: last?.output, into: output.picture)
        record[.infer] = outcome.infer * 1000
        record[.blend] = outcome.blend * 1000
        record.tiles = UInt16(clamping: inference.pieceCount)
        record.tilesReused = UInt16(clamping: outcome.reusedPieces)
        clock = StageClock()
        if let last, last.output !== output { outputs.give(last.output) }
        last = inference.reuses ? (inference, output) : nil
        let result = inference.reuses ? outputs.share(output) : output
        let properties = Self.giveBack(input, to: inputs)
        try enlarged.send(RGBFrame(image: result, properties: properties, record: record))
      }
      enlarged.finish()
    }
    group.run("from-rgb") { () throws(PipelineError) in
      let converter = PixelConverter()
      while let input = try enlarged.receive() {
        let format = try sink.value.format(
          width: input.image.picture.width, height: input.image.picture.height,
          source: input.properties)
        var record = input.record
        var clock = StageClock()
        let frame = try converter.convert(
          input.image.picture, to: format, properties: input.properties)
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

  private static func check(
    _ decoded: borrowing DecodedFrame, _ size: (width: Int, height: Int), of inputName: String
  ) throws(PipelineError) {
    let width = decoded.frame.width
    let height = decoded.frame.height
    guard width != size.width || height != size.height else { return }
    throw PipelineError(
      .processing,
      "frame \(decoded.record.index) of \(inputName) is \(width)x\(height), but the first one is \(size.width)x\(size.height)",
      hint: "a video has one size; frames of different sizes can become images")
  }
}
