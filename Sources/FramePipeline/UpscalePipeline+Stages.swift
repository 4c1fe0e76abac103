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
    let cache = InferenceCache(
      factory: factory, options: job.options,
      byteLimit: InferencePlan.memoryBound(job.options) - inputs.byteLimit - outputs.byteLimit)
    let reading = ReadingStage(
      input: job.input, shaper: shaper, background: job.options.background,
      keepsAlpha: sink.value.keepsAlpha,
      onlySize: sink.value.needsOneSize ? (width: width, height: height) : nil,
      refusesOtherSizes: job.input.isImages,
      // Of images the first may have been too large for that, or have had alpha.
      looksAhead: plan.reusesWholeFrames || (job.input.isImages && job.options.reusesPieces))
    let inference = Handover(
      InferenceStage(cache: cache, scale: factory.scale, inputs: inputs, outputs: outputs))
    let writing = WritingStage(sink: sink, images: outputs, reuses: plan.reusesWholeFrames)

    group.run("to-rgb") { () throws(PipelineError) in
      try reading.run(frames, to: enlarging, images: inputs) { log.tell(.warning($0)) }
    }
    group.run("infer") { () throws(PipelineError) in
      try inference.value.run(enlarging, to: enlarged)
    }
    group.run("from-rgb") { () throws(PipelineError) in
      try writing.run(enlarged, to: converted)
    }
    for lane in 0..<lanes {
      group.run("encode") { () throws(PipelineError) in
        try Self.encode(converted, to: sink.value, lane: lane, log: log)
      }
    }
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
