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
