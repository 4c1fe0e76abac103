/// Rate and time left, from the frames of the last while.
///
/// Frames differ and so does the machine's load: a mean over the whole run would be late to notice.
package struct ProgressMeter: Sendable {
  private struct Sample {
    let seconds: Double
    let frames: Int
  }

  /// Frames done.
  package private(set) var frames = 0
  /// Frames in all, where known and not yet exceeded.
  package private(set) var total: Int?
  /// Seconds since the start.
  package private(set) var seconds = 0.0

  private static let windowSeconds = 30.0
  private static let samplesPerWindow = 60.0
  private var samples = [Sample(seconds: 0, frames: 0)]

  /// Nothing is done yet.
  package init() {}

  /// Takes in how far the work is.
  package mutating func note(frames: Int, total: Int?, seconds: Double) {
    self.frames = frames
    self.total = total.flatMap { $0 >= frames && $0 > 0 ? $0 : nil }
    self.seconds = seconds
    let step = Self.windowSeconds / Self.samplesPerWindow
    // What comes sooner than a step replaces the newest sample, so that memory stays small.
    if samples.count >= 2, seconds - samples[samples.count - 2].seconds < step {
      samples.removeLast()
    }
    samples.append(Sample(seconds: seconds, frames: frames))
    // One sample older than the window stays: slow frames have a rate too.
    while samples.count > 2, seconds - samples[1].seconds >= Self.windowSeconds {
      samples.removeFirst()
    }
  }

  /// Frames per second of late; nil before there are any.
  package var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.frames > first.frames,
      last.seconds > first.seconds
    else { return nil }
    return Double(last.frames - first.frames) / (last.seconds - first.seconds)
  }

  /// The share that is done, 0 to 1.
  package var share: Double? { total.map { Double(frames) / Double($0) } }

  /// Seconds until all frames are done.
  package var secondsLeft: Double? {
    guard let total, let rate else { return nil }
    return Double(total - frames) / rate
  }
}
