import CFFmpeg

/// Gives every frame of a stream its time: the stated one, or where there is none the end of the frame before.
struct FrameClock {
  /// The unit of all times.
  let timeBase: Rational
  private let frameRate: Rational?
  private let hasTimes: Bool
  private var index: Int64 = 0
  private var last: (pts: Int64, duration: Int64)?
  private var start: Int64 = 0

  /// A clock; without `hasTimes` what frames state is ignored, and they follow each other at the frame rate.
  init(timeBase: Rational, frameRate: Rational?, hasTimes: Bool) {
    self.timeBase = timeBase
    self.frameRate = frameRate
    self.hasTimes = hasTimes
  }

  /// Whether a frame without a stated time has no frame before it to follow.
  var needsStart: Bool { hasTimes && last == nil }

  /// Lets `count` frames without times, the first of the stream, end where a frame with a stated time begins.
  mutating func precede(_ stated: Int64, by count: Int, duration: Int64) {
    let each = duration > 0 ? duration : frameRate.map { ticks(1, $0) } ?? 1
    start = stated - Int64(count) * each
  }

  /// Starts again, after a seek.
  mutating func reset() { last = nil }

  /// The time of the next frame in the order of showing. Times always increase.
  mutating func next(stated: Int64?, duration statedDuration: Int64) -> (
    pts: Int64, duration: Int64
  ) {
    let steady = frameRate.map { rate in
      (ticks(index, rate), ticks(index + 1, rate) - ticks(index, rate))
    }
    let duration = statedDuration > 0 && hasTimes ? statedDuration : steady?.1 ?? statedDuration
    var pts: Int64
    if !hasTimes, let steady {
      pts = steady.0
    } else if let stated {
      pts = stated
    } else {
      pts = last.map { $0.pts + max($0.duration, 1) } ?? start
    }
    // The sum may be farther away than any time that is stated.
    if let last, pts <= last.pts || optionalTime(pts) == nil { pts = last.pts + 1 }
    last = (pts, duration)
    index += 1
    return (pts, duration)
  }

  private func ticks(_ index: Int64, _ rate: Rational) -> Int64 {
    av_rescale_q(index, AVRational(num: rate.denominator, den: rate.numerator), timeBase.av)
  }
}
