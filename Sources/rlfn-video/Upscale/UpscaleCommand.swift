import FramePipeline
import Glibc
import RLFNEngine

/// `rlfn-video upscale`: checks everything that can be checked, then works through the inputs.
struct UpscaleCommand {
  private let options: UpscaleOptions
  private let console: Console

  private init(_ options: UpscaleOptions, console: Console) {
    self.options = options
    self.console = console
  }

  /// Runs the command with these arguments.
  static func run(_ arguments: [String], console: Console) throws(CommandError) -> ExitCode {
    var options = UpscaleOptions()
    try OptionParser(UpscaleOptions.groups).parse(arguments, into: &options)
    switch options.query {
    case .help: Console.printResult(UpscaleOptions.help)
    case .version: Console.printResult("rlfn-video \(Program.version)\n")
    case .models: Console.printResult(ModelChoice.list + "\n")
    case nil:
      try options.check()
      return try UpscaleCommand(options, console: console).run()
    }
    return .done
  }

  private func run() throws(CommandError) -> ExitCode {
    let style = progressStyle
    // Standard error then belongs to the records.
    console.level = style == .json ? .error : options.logLevel
    if options.logLevel == .debug { MediaLog.setLevel(.info) }
    let plan = try makePlan()
    let (work, finished) = try sortOutExisting(plan.items)

    let weights = try options.model.load()
    let network: Network
    do { network = try Network(weights: weights) } catch { throw CommandError(error) }
    console.debug(
      "model \(weights.architecture.name) x\(weights.architecture.scale), weights "
        + "\(weights.sha256.prefix(12)), \(network.level.name) kernels, \(options.job.threads) threads"
    )

    let isBatch = plan.isBatch
    var folders = OutputFolders()
    defer { folders.removeEmpty() }
    if let folder = plan.batchFolder { try folders.make(folder) }
    for item in work { try checkTarget(of: item, folders: &folders, isBatch: isBatch) }
    for file in work.flatMap({ reportFiles(for: $0, isBatch: isBatch) }) {
      try file.checkWritable()
    }

    let cancellation = Cancellation()
    let signals = Signals(cancellation: cancellation, console: console)
    let runner = JobRunner(
      network: network, model: RunReport.Model(weights), options: options.jobOptions,
      verifies: options.verifies, style: style,
      console: console, cancellation: cancellation)
    return try withExtendedLifetime(signals) { () throws(CommandError) in
      if isBatch {
        return BatchRun(runner: runner, console: console).run(plan.items, finished: finished) {
          reportFiles(for: $0, isBatch: true)
        }
      }
      guard let item = work.first else {
        runner.skip(plan.items[0])
        return .done
      }
      let report = try runner.run(item, reports: reportFiles(for: item, isBatch: false))
      console.info(report.summary)
      return .done
    }
  }

  private var progressStyle: ProgressReporter.Style {
    switch options.progress {
    case .bar: .bar
    case .json: .json
    case .none: .none
    case .auto: options.logLevel < .info ? .none : Console.isTerminal ? .bar : .lines
    }
  }

  private func makePlan() throws(CommandError) -> OutputPlan {
    let plan: OutputPlan
    do throws(PipelineError) {
      let inputs = try InputSet(options.inputs, startNumber: options.startNumber)
      plan = try OutputPlan(
        for: inputs, output: options.output ?? "", suffix: options.suffix,
        startNumber: options.startNumber, frameLimit: options.job.frameLimit,
        hasFormat: options.job.format != nil)
      let reports = plan.items.flatMap { reportFiles(for: $0, isBatch: plan.isBatch) }
      try plan.check(reportPaths: reports.map(\.path))
    } catch { throw CommandError(error) }
    try options.check(against: plan)
    return plan
  }

  /// What is to be made, and the numbers of the items that are left alone because they are there.
  private func sortOutExisting(_ items: [OutputPlan.Item]) throws(CommandError)
    -> (work: [OutputPlan.Item], finished: Set<Int>)
  {
    if options.overwrites { return (items, []) }
    var finished: Set<Int> = []
    var existing: [String] = []
    for (index, item) in items.enumerated() {
      let paths = item.knownPaths
      let found = paths.filter { FileSystem.kind($0) != nil }
      existing += found
      if item.isComplete(when: found.count) { finished.insert(index) }
    }
    guard options.skipsExisting else {
      guard let first = existing.first else { return (items, []) }
      let others = existing.count > 1 ? " (and \(existing.count - 1) more)" : ""
      throw CommandError(
        .unwritableOutput, "output '\(first)' exists already\(others)",
        hint: "-y overwrites, --skip-existing makes only what is missing")
    }
    return (items.indices.filter { !finished.contains($0) }.map { items[$0] }, finished)
  }

  /// Finds out early whether the place of the output can be written.
  private func checkTarget(
    of item: OutputPlan.Item, folders: inout OutputFolders, isBatch: Bool
  ) throws(CommandError) {
    switch item.output {
    case .standardOutput:
      guard isatty(STDOUT_FILENO) == 0 else {
        throw .usage("standard output is a terminal", hint: "pipe it into a program or a file")
      }
    case .imageFolder(let folder, _):
      try folders.make(folder)
    case .video(let path), .singleImage(let path), .imagePattern(let path, _):
      if !isBatch { try folders.check(Path.folder(path), of: path) }
    }
  }

  private func reportFiles(for item: OutputPlan.Item, isBatch: Bool) -> [ReportFile] {
    isBatch ? options.reports.map { $0.named(after: item.output.path) } : options.reports
  }
}

extension OutputPlan.Item {
  /// Whether nothing is left to do when that many of its files exist. What a video's frames become can't be told.
  fileprivate func isComplete(when existing: Int) -> Bool {
    switch output {
    case .standardOutput: false
    case .video, .singleImage: existing == 1
    case .imageFolder, .imagePattern:
      source.media.isImages && existing == knownPaths.count
    }
  }
}
