import CFFmpeg

/// Repeats and drops frames so that they come at a constant rate: every frame is shown from the tick nearest to its time
/// until that of the next one.
///
/// Repeats are made one by one as they are asked for: a time that jumps by hours stands for millions of them.
struct ConstantRate: ~Copyable {
  private let rate: Rational
  /// The frame that is shown, from `tick` on, as far as it is given, up to `end`.
  private var shown: Frame?
  private var tick: Int64 = 0
  private var end: Int64 = 0
  /// The frame that is shown from `end` on.
  private var following: Frame?
  private var start: Int64 = 0
  private var timeBase = Rational(0, 1)

  init(_ rate: Rational) { self.rate = rate }

  /// Takes a frame, when `next` has given all that were due; `next` then gives those that it ends.
  mutating func add(_ frame: consuming Frame) {
    let pts = frame.pts ?? 0
    guard shown != nil else {
      start = pts
      timeBase = frame.timeBase
      shown = consume frame
      return
    }
    let first = nearestTick(pts)
    guard first >= tick else { return }
    end = first
    following = consume frame
  }

  /// Says that no frame follows.
  mutating func finish() {
    guard let last = shown?.clone() else { return }
    end = max(nearestTick((last.pts ?? 0) + last.duration), tick + 1)
  }

  /// The next frame, in units of a clock on which both the start and all ticks are exact, if there is such a one.
  mutating func next() -> Frame? {
    guard tick < end else {
      if let next = following.take() { shown = consume next }
      return nil
    }
    guard var copy = shown?.clone() else { return nil }
    let (base, step) = clock
    copy.timeBase = base
    copy.pts = (rescaledTime(start, timeBase.av, base.av) ?? 0) + tick * step
    copy.duration = step
    tick += 1
    return copy
  }

  private func nearestTick(_ pts: Int64) -> Int64 {
    av_rescale_q_rnd(
      pts - start, timeBase.av, AVRational(num: rate.denominator, den: rate.numerator),
      AVRounding(AV_ROUND_NEAR_INF.rawValue))
  }

  /// The unit of times, and the units in one tick.
  private var clock: (base: Rational, step: Int64) {
    let (units, ticks) = (Int64(timeBase.denominator), Int64(rate.numerator))
    let common = units / av_gcd(units, ticks) * ticks
    let base = common <= Int32.max ? common : ticks
    return (Rational(1, Int32(base)), base / ticks * Int64(rate.denominator))
  }
}
