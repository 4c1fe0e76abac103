import CFFmpeg

/// Repeats and drops frames so that they come at a constant rate: every frame is shown from the tick nearest to its time
/// until that of the next one.
struct ConstantRate: ~Copyable {
  private let rate: Rational
  private var held: Frame?
  private var heldTick: Int64 = 0
  private var start: Int64 = 0
  private var timeBase = Rational(0, 1)
  private var ready = Ring<Frame>(capacity: 2)

  init(_ rate: Rational) { self.rate = rate }

  /// Takes a frame; `next` then gives those that it ends.
  mutating func add(_ frame: consuming Frame) {
    let pts = frame.pts ?? 0
    if held == nil {
      start = pts
      timeBase = frame.timeBase
    }
    let tick = self.tick(pts)
    repeatHeld(until: tick)
    if tick >= heldTick {
      held = consume frame
      heldTick = tick
    }
  }

  /// Says that no frame follows.
  mutating func finish() {
    guard let last = held?.clone() else { return }
    repeatHeld(until: max(tick((last.pts ?? 0) + last.duration), heldTick + 1))
    held = nil
  }

  /// The next frame, in units of a clock on which both the start and all ticks are exact, if there is such a one.
  mutating func next() -> Frame? { ready.popFirst() }

  private func tick(_ pts: Int64) -> Int64 {
    av_rescale_q_rnd(
      pts - start, timeBase.av, AVRational(num: rate.denominator, den: rate.numerator),
      AVRounding(AV_ROUND_NEAR_INF.rawValue))
  }

  private mutating func repeatHeld(until tick: Int64) {
    guard let frame = held.take() else { return }
    let (base, step) = clock
    let origin = av_rescale_q(start, timeBase.av, base.av)
    for tick in heldTick..<max(tick, heldTick) {
      var copy = frame.clone()
      copy.timeBase = base
      copy.pts = origin + tick * step
      copy.duration = step
      ready.append(copy)
    }
    heldTick = max(tick, heldTick)
    held = consume frame
  }

  /// The unit of times, and the units in one tick.
  private var clock: (base: Rational, step: Int64) {
    let (units, ticks) = (Int64(timeBase.denominator), Int64(rate.numerator))
    let common = units / av_gcd(units, ticks) * ticks
    let base = common <= Int32.max ? common : ticks
    return (Rational(1, Int32(base)), base / ticks * Int64(rate.denominator))
  }
}
