import FramePipeline

/// Several jobs, one after another: one that fails is reported, and the rest goes on.
struct BatchRun {
  /// How a job ended.
  private enum Verdict {
    case done(frames: Int, seconds: Double)
    case failed(CommandError)
    case skipped
    case interrupted
  }

  /// Runs each job.
  let runner: JobRunner
  /// Where messages go.
  let console: Console

  /// Works through the items and shows the closing table.
  ///
  /// - Parameters:
  ///   - finished: numbers of the items that are left alone.
  ///   - reports: the report files of an item.
  /// - Returns: 0 where all outputs are there, 1 where a job failed, or the code of the signal that ended the run.
  func run(
    _ items: [OutputPlan.Item], finished: Set<Int>, reports: (OutputPlan.Item) -> [ReportFile]
  ) -> ExitCode {
    var verdicts: [Verdict] = []
    for (index, item) in items.enumerated() {
      let job = (number: index + 1, of: items.count)
      if finished.contains(index) {
        runner.skip(item, job: job)
        verdicts.append(.skipped)
      } else if runner.cancellation.isCancelled {
        verdicts.append(.interrupted)
      } else {
        verdicts.append(run(item, reports: reports(item), job: job))
      }
    }
    console.info(table(items, verdicts))
    if let reason = runner.cancellation.reason { return ExitCode(reason) }
    let hasFailed = verdicts.contains { if case .failed = $0 { true } else { false } }
    return hasFailed ? .failure : .done
  }

  private func run(_ item: OutputPlan.Item, reports: [ReportFile], job: (number: Int, of: Int))
    -> Verdict
  {
    do {
      let report = try runner.run(item, reports: reports, job: job)
      let totals = report.totals
      console.info(
        "[\(job.number)/\(job.of)] \(item.output.path.printable): \(counted(totals.frames, "frame")) in "
          + "\(fixed(totals.wallSeconds, 1)) s, \(fixed(totals.framesPerSecond, 2)) frames/s"
      )
      console.debug(report.summary)
      return .done(frames: totals.frames, seconds: totals.wallSeconds)
    } catch {
      if runner.cancellation.isCancelled { return .interrupted }
      console.error(error)
      return .failed(error)
    }
  }

  private func table(_ items: [OutputPlan.Item], _ verdicts: [Verdict]) -> String {
    var table = TextTable([
      ("input", .left), ("frames", .right), ("time", .right), ("verdict", .left),
    ])
    for (item, verdict) in zip(items, verdicts) {
      let input = item.source.media.path.printable
      switch verdict {
      case .done(let frames, let seconds):
        table.add([input, "\(frames)", fixed(seconds, 1) + " s", "done"])
      case .failed(let error): table.add([input, "-", "-", "failed: \(error.message.printable)"])
      case .skipped: table.add([input, "-", "-", "skipped: its output exists"])
      case .interrupted: table.add([input, "-", "-", "interrupted"])
      }
    }
    return table.text
  }
}
