extension PictureFacts {
  /// The most frames that are held against an output: more than three days of 60 a second.
  private static let mostFrames: Int128 = 1 << 24

  /// Repeats and drops frames as a constant rate does: a frame is shown from the tick nearest to its time until that of
  /// the next one. Ticks count from the first frame's time.
  mutating func resample(to rate: Rational) {
    guard let base = timeBase, rate.isPositive, let start = frames.first?.time,
      let last = frames.last, let lastTime = last.time
    else { return }
    let clock = CommonClock([base, Rational(1, rate.numerator)])
    let step = clock.unitsPerSecond * Int128(rate.denominator) / Int128(rate.numerator)
    let origin = clock.units(start, base)
    func tick(_ time: Int64) -> Int128 { (clock.units(time, base) - origin + step / 2) / step }
    let count = max(tick(lastTime + last.duration), tick(lastTime) + 1)
    // Of a clock on which start and ticks are exact, if there is such a one.
    let isExact = clock.unitsPerSecond <= Int128(Int32.max)
    let unit = isExact ? Int32(clock.unitsPerSecond) : rate.numerator
    let (first, length) =
      isExact
      ? (Int64(origin), Int64(step))
      : (Int64(origin * Int128(unit) / clock.unitsPerSecond), Int64(rate.denominator))
    frames = (0..<Int64(min(count, Self.mostFrames))).map {
      Timing(time: first + $0 * length, duration: length)
    }
    timeBase = Rational(1, unit)
    // Only the first frame still has its number.
    thumbnails.removeLast(max(0, thumbnails.count - 1))
  }
}
