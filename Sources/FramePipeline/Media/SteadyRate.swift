/// Finds out whether frames come at the one rate of a container that has no times of its own for them.
struct SteadyRate {
  /// Clocks count in units, and in milliseconds in Matroska: distances that differ by less are steady.
  private static let toleranceSeconds = 0.002

  /// The frame rate.
  let rate: Rational
  /// Whether a frame can at least come several frames after the one before.
  let hasTimes: Bool
  /// The first frame whose distance from the one before is not what it becomes, and the difference in seconds.
  private(set) var unsteadyFrame: (index: Int, seconds: Double)?
  private var last: (seconds: Double, tick: Int64)?
  private var index = 0

  init(_ rate: Rational, hasTimes: Bool) {
    self.rate = rate
    self.hasTimes = hasTimes
  }

  /// Takes the time of the next frame: as the source states it, and in frames as the encoder gets it.
  mutating func note(_ stated: Int64, in timeBase: Rational, tick: Int64) {
    let seconds = Double(stated) * timeBase.value
    defer {
      last = (seconds, tick)
      index += 1
    }
    guard let last, unsteadyFrame == nil else { return }
    let frames = hasTimes ? tick - last.tick : 1
    let difference = seconds - last.seconds - Double(frames) / rate.value
    if abs(difference) > max(Self.toleranceSeconds, timeBase.value) {
      unsteadyFrame = (index, difference)
    }
  }
}
