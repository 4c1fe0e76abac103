import RLFNEngine

/// Runs one job: every stage is a thread of its own, joined to the next by a bounded queue.
///
///     demux -> decode -> to RGB -> infer -> from RGB -> encode -> mux
///        \_______________ packets that are copied ______________/
///
/// The first frame is decoded before the stages start, as encoder, container and tiles follow from it. A stage
/// only ever waits for the one before it to send, and for the one behind it to make room; the muxer waits for
/// nobody, so the chain cannot lock up. Several jobs run one after another, each with a pipeline of its own
/// and one `Network`.
public final class UpscalePipeline {
  let job: UpscaleJob
  let factory: UpscalerFactory
  let model: RunReport.Model
  let toolVersion: String

  /// A pipeline for `job`; nothing is opened before `run`.
  ///
  /// - Parameters:
  ///   - network: the layers to run; may be shared by many pipelines.
  ///   - model: what the report says about the network.
  ///   - toolVersion: what the report says about the program.
  public convenience init(
    job: UpscaleJob, network: Network, model: RunReport.Model, toolVersion: String
  ) {
    self.init(
      job: job, factory: UpscalerFactory(network), model: model, toolVersion: toolVersion)
  }

  /// A pipeline with any upscaler.
  package init(
    job: UpscaleJob, factory: UpscalerFactory, model: RunReport.Model, toolVersion: String
  ) {
    self.job = job
    self.factory = factory
    self.model = model
    self.toolVersion = toolVersion
  }

  /// Does the job and blocks until it is done. The output has its name only when it is complete.
  ///
  /// - Parameters:
  ///   - cancellation: stops the run at any moment; it then throws `.interrupted`, and no output remains
  ///     (but single images that were complete stay).
  ///   - progress: told of every frame and of warnings, one call at a time, on a thread of the pipeline.
  /// - Throws: the first error of any stage. An input without a single picture is `.unreadableInput`.
  public func run(
    cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws(PipelineError) -> RunReport {
    let group = StageGroup()
    let token = cancellation.onCancel {
      group.fail(PipelineError(.interrupted, "stopped before the end"))
    }
    defer { cancellation.forget(token) }
    let log = RunLog(progress: progress)
    let cpuSeconds = Host.cpuSeconds
    do throws(PipelineError) {
      var report = try run(in: group, log: log)
      report.totals.cpuSeconds = rounded(Host.cpuSeconds - cpuSeconds, 3)
      return report
    } catch {
      // A read that was stopped says so in words of its own.
      throw group.failure ?? error
    }
  }

  private func run(in group: StageGroup, log: RunLog) throws(PipelineError) -> RunReport {
    switch job.input {
    case .images(let paths):
      let source = ImageSource(paths: paths, options: job.options, isDone: isDone)
      let muxer = try makeMuxer(source: nil, in: group)
      let first = try source.next()
      return try run(source, first: first, muxer: muxer, streams: [], in: group, log: log)
    case .video(let path):
      return try runVideo(path, in: group, log: log)
    case .standardInput:
      return try runVideo("-", in: group, log: log)
    }
  }

  private func runVideo(
    _ path: String, in group: StageGroup, log: RunLog
  ) throws(PipelineError) -> RunReport {
    let source = try VideoSource(path: path, options: job.options, isDone: isDone) {
      group.failure != nil
    }
    let muxer = try makeMuxer(source: source.demuxer, in: group)
    let first = try source.first(muxer: muxer)
    return try run(
      source, first: first, muxer: muxer, streams: source.demuxer.streams, in: group, log: log)
  }

  /// Nil where each frame becomes a file.
  private func makeMuxer(
    source: Demuxer?, in group: StageGroup
  ) throws(PipelineError) -> Muxer? {
    switch job.output {
    case .video(let path):
      try VideoSink.muxer(path: path, job: job, source: source, group: group)
    case .standardOutput:
      try VideoSink.muxer(path: "-", job: job, source: source, group: group)
    case .imageFolder, .imagePattern, .singleImage: nil
    }
  }

  /// Whether the image made of that frame exists, and is to be left alone.
  private var isDone: @Sendable (Int) -> Bool {
    guard job.options.existingOutput == .skip, job.output.isImages else { return { _ in false } }
    return { [job] index in
      job.output.imagePath(frame: index, of: job.input).map { FileSystem.kind($0) != nil } ?? false
    }
  }

  private func run(
    _ source: some FrameSource, first: consuming DecodedFrame?, muxer: Muxer?,
    streams: [StreamInfo], in group: StageGroup, log: RunLog
  ) throws(PipelineError) -> RunReport {
    guard let first else { return emptyReport(source, log: log) }
    let shaper = FrameShaper(
      options: job.options, scale: factory.scale, orientation: source.orientation,
      keepsMatrix: !streams.isEmpty && muxer?.keepsDisplayMatrix == true)
    let shape = try shaper.shape(of: first.frame)
    let properties = FrameProperties(of: first.frame, shape: shape)
    log.expect(source.expectedFrames)

    let sink: any FrameSink
    var output: PacketOutput?
    if let muxer {
      let video = try VideoSink(
        muxer: muxer, job: job, width: shape.outputWidth, height: shape.outputHeight,
        first: properties, showsTransparency: first.frame.showsTransparency,
        frameRate: job.options.constantRate ?? source.frameRate, group: group,
        tell: { log.tell($0) })
      output = video.packetOutput(streams: streams)
      sink = video
    } else {
      sink = try ImageSink(
        job: job, width: shape.outputWidth, height: shape.outputHeight)
    }
    var isComplete = false
    defer { if !isComplete { sink.abandon() } }
    let planes = sink.keepsAlpha && first.frame.hasAlpha ? 4 : 3
    let plan = try InferencePlan(
      width: shape.width, height: shape.height, planes: planes,
      resizingBytes: shape.resizingBytes(scale: factory.scale, planes: planes),
      options: job.options, factory: factory)
    let early = sink.warnings
    for warning in early { log.tell(.warning(warning)) }
    log.tell(.started)

    let format = try sink.format(
      width: shape.outputWidth, height: shape.outputHeight, source: properties)
    let frames = group.queue(of: DecodedFrame.self, capacity: 2)
    try frames.send(first)
    startStages(plan: plan, frames: frames, shaper: shaper, sink: sink, in: group, log: log)
    if let video = sink as? VideoSink { video.start(in: group) }
    source.start(in: group, frames: frames, output: output)
    try group.wait()
    if job.options.isStrict, let damage = source.damage.first {
      throw PipelineError.strict(damage)
    }
    try sink.complete()
    isComplete = true

    for warning in sink.warnings.dropFirst(early.count) + source.warnings {
      log.tell(.warning(warning))
    }
    log.tell(.finishing)
    return report(source, sink, log: log, plan: plan, first: properties, format: format)
  }
}
