import FramePipeline
import Synchronization

/// Shows how far one job is, in the way the user chose. May be told from any thread.
final class ProgressReporter: Sendable {
  /// How progress is shown.
  enum Style: Sendable {
    /// A line on the terminal that is redrawn.
    case bar
    /// A line in a log every few seconds.
    case lines
    /// A JSON object a line.
    case json
    /// Not at all.
    case none
  }

  private struct State {
    var meter = ProgressMeter()
    var shownSeconds: Double
  }

  private let console: Console
  private let style: Style
  private let input: String
  private let label: String
  private let job: (number: Int, of: Int)
  private let state: Mutex<State>

  /// A reporter for one job, whose number counts from 1.
  init(console: Console, style: Style, input: String, name: String, job: (number: Int, of: Int)) {
    self.console = console
    self.style = style
    self.input = input
    self.job = job
    state = Mutex(State(shownSeconds: style == .lines ? 0 : -.infinity))
    label = job.of > 1 ? "[\(job.number)/\(job.of)] \(name.printable)" : name.printable
  }

  /// Takes an event of the pipeline.
  func report(_ progress: Progress) {
    switch progress.event {
    case .warning(let text): return warn(text)
    case .note(let text): return console.info(named(text))
    case .started, .frameDone, .finishing: break
    }
    state.withLock { state in
      state.meter.note(
        frames: progress.framesDone, total: progress.totalFrames, seconds: progress.elapsedSeconds)
      var isFrame = false
      if case .frameDone = progress.event { isFrame = true }
      let isDue = progress.elapsedSeconds - state.shownSeconds >= pauseSeconds
      // A log needs no line before there are frames, nor one at the end, where the summary comes.
      guard style == .lines ? isFrame && isDue : !isFrame || isDue else { return }
      state.shownSeconds = progress.elapsedSeconds
      show(state.meter)
    }
  }

  /// Ends the display; nothing may be reported afterwards.
  func finish() {
    if style == .bar { console.removeBar() }
  }

  /// Writes a JSON record of this job, if that is the style.
  func record(_ kind: ProgressRecord.Kind, _ fill: (inout ProgressRecord) -> Void) {
    guard style == .json else { return }
    var record = ProgressRecord(kind, input: input)
    record.job = job.number
    record.jobs = job.of
    fill(&record)
    console.record(record.jsonText(isPretty: false))
  }

  private var pauseSeconds: Double {
    switch style {
    case .bar: 0.1
    case .lines: 5
    case .json: 1
    case .none: .infinity
    }
  }

  /// Shows a warning of this job.
  func warn(_ text: String) {
    if style == .json {
      record(.warning) { $0.message = text }
    } else {
      console.warning(named(text))
    }
  }

  /// A message of this job, which in a batch begins with the input.
  private func named(_ text: String) -> String { job.of > 1 ? "\(input): \(text)" : text }

  private func show(_ meter: ProgressMeter) {
    switch style {
    case .bar:
      console.showBar(ProgressLine.bar(meter, label: label, columns: Console.columns))
    case .lines:
      console.info(ProgressLine.log(meter, label: label))
    case .json:
      record(.progress) { record in
        record.framesDone = meter.frames
        record.framesTotal = meter.total
        record.percent = meter.share.map { ($0 * 1000).rounded() / 10 }
        record.fps = meter.rate.map { ($0 * 1000).rounded() / 1000 }
        record.elapsedS = (meter.seconds * 1000).rounded() / 1000
        record.remainingS = meter.secondsLeft.map { ($0 * 1000).rounded() / 1000 }
      }
    case .none:
      break
    }
  }
}
