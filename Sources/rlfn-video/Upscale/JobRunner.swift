import FramePipeline
import RLFNEngine

/// Runs jobs one after another with one network, and shows how far they are.
struct JobRunner {
  /// The layers, packed once.
  let network: Network
  /// What reports say about them.
  let model: RunReport.Model
  /// How every job is done.
  let options: JobOptions
  /// Whether each output is compared with its input when it is complete.
  let verifies: Bool
  /// How progress is shown.
  let style: ProgressReporter.Style
  /// Where messages go.
  let console: Console
  /// Stops the job that runs, and those that would follow.
  let cancellation: Cancellation

  /// Makes one output and writes its reports; blocks until that is done.
  func run(_ item: OutputPlan.Item, reports: [ReportFile], job: (number: Int, of: Int) = (1, 1))
    throws(CommandError) -> RunReport
  {
    let reporter = self.reporter(item, job: job)
    defer { reporter.finish() }
    let pipeline = UpscalePipeline(
      job: UpscaleJob(input: item.source.media, output: item.output, options: options),
      network: network, model: model, toolVersion: Program.version)
    do throws(CommandError) {
      let report = try run(pipeline, reporter)
      for file in reports { try file.write(report) }
      if verifies { try verify(item, reporter) }
      reporter.record(.done) { record in
        record.output = item.output.path
        record.framesDone = report.totals.frames
        record.elapsedS = report.totals.wallSeconds
        record.fps = report.totals.framesPerSecond
      }
      return report
    } catch {
      reporter.record(cancellation.isCancelled ? .interrupted : .failed) {
        $0.message = error.message
      }
      throw error
    }
  }

  private func run(_ pipeline: UpscalePipeline, _ reporter: ProgressReporter)
    throws(CommandError) -> RunReport
  {
    do {
      return try pipeline.run(cancellation: cancellation) { reporter.report($0) }
    } catch { throw CommandError(error, cancellation: cancellation) }
  }

  /// Compares the output with the input; what is lost becomes warnings and an error.
  private func verify(_ item: OutputPlan.Item, _ reporter: ProgressReporter) throws(CommandError) {
    let verification: Verification
    do throws(PipelineError) {
      verification = try Verification(
        of: item.source.media, and: item.writtenMedia,
        expecting: options.expectation(scale: network.architecture.scale)
      ) { [cancellation] in cancellation.isCancelled }
    } catch { throw CommandError(error, cancellation: cancellation) }
    for loss in verification.losses { reporter.warn(loss) }
    let count = verification.checks.count
    guard verification.isEqual else {
      throw CommandError(
        .failure,
        "output '\(item.output.path)' differs from its input in \(verification.losses.count) of "
          + "\(count) checks",
        hint: "it is complete otherwise; rlfn-video verify shows all checks")
    }
    console.info("verified: \(count) checks, nothing lost")
  }

  /// Says that an output is there already.
  func skip(_ item: OutputPlan.Item, job: (number: Int, of: Int) = (1, 1)) {
    console.info("output '\(item.output.path.printable)' exists already: left alone")
    reporter(item, job: job).record(.skipped) { $0.output = item.output.path }
  }

  private func reporter(_ item: OutputPlan.Item, job: (number: Int, of: Int)) -> ProgressReporter {
    ProgressReporter(
      console: console, style: style, input: item.source.media.path,
      name: Path.lastComponent(item.source.media.path), job: job)
  }
}

extension OutputPlan.Item {
  /// The output as it can be read again, once it is written.
  fileprivate var writtenMedia: MediaInput {
    switch output {
    case .video, .standardOutput: return .video(output.path)
    case .singleImage(let path): return .images([path])
    case .imageFolder, .imagePattern:
      var count = Int.max
      if case .images(let paths) = source.media { count = paths.count }
      let paths = (0..<count).lazy.compactMap { output.imagePath(frame: $0, of: source.media) }
      return .images(Array(paths.prefix { FileSystem.kind($0) != nil }))
    }
  }
}
