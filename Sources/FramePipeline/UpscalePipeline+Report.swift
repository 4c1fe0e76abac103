extension UpscalePipeline {
  /// The report of a run that is complete.
  func report(
    _ source: some FrameSource, _ sink: any FrameSink, log: RunLog, plan: InferencePlan,
    first: borrowing FrameProperties, format: FrameFormat
  ) -> RunReport {
    var report = emptyReport(source, log: log)
    report.input.width = first.width
    report.input.height = first.height
    report.input.pixelFormat = first.pixelFormatName
    report.output.width = format.width
    report.output.height = format.height
    report.output.codec = sink.codec
    report.output.pixelFormat = format.pixelFormat
    report.output.bytes = sink.byteCount
    report.tiling = RunReport.Tiling(
      mode: plan.tiles.isWholeFrame ? "whole" : "tiles", tileWidth: plan.tiles.tileWidth,
      tileHeight: plan.tiles.tileHeight,
      overlap: plan.tiles.isWholeFrame ? 0 : job.options.overlapPixels,
      tilesPerFrame: plan.tiles.count, piecesPerFrame: Int(report.frames.first?.pieces ?? 0))
    return report
  }

  /// The report as far as it is known without a picture: that of a run which had nothing left to do.
  func emptyReport(_ source: some FrameSource, log: RunLog) -> RunReport {
    let frames = log.frames
    let wallSeconds = log.elapsedSeconds
    // Images have a rate only where they become a video.
    let isTimed = !(job.input.isImages && job.output.isImages)
    return RunReport(
      tool: RunReport.Tool(
        version: toolVersion, isa: factory.level, threads: job.options.threads),
      host: RunReport.HostInfo(
        cpu: Host.cpuName, cores: Host.usableProcessors, memoryBytes: Host.memoryBytes),
      input: RunReport.Media(
        path: job.input.path, width: 0, height: 0, frames: frames.count, codec: source.codec,
        pixelFormat: "", frameRate: isTimed ? source.frameRate?.description : nil),
      output: RunReport.Media(
        path: job.output.path, width: 0, height: 0, frames: frames.count, codec: "",
        pixelFormat: "", bytes: 0),
      model: model,
      tiling: RunReport.Tiling(
        mode: "whole", tileWidth: 0, tileHeight: 0, overlap: 0, tilesPerFrame: 0,
        piecesPerFrame: 0),
      frames: frames,
      stages: RunReport.stages(of: frames, wallSeconds: wallSeconds),
      totals: RunReport.Totals(
        wallSeconds: rounded(wallSeconds, 3), frames: frames.count,
        framesPerSecond: wallSeconds > 0 ? rounded(Double(frames.count) / wallSeconds, 3) : 0,
        cpuSeconds: 0, peakResidentBytes: Host.peakResidentBytes))
  }
}
