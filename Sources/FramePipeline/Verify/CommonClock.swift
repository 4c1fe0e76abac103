/// A unit of time in which the times of two files can be compared without rounding: whole numbers, no fractions.
struct CommonClock {
  /// Units in a second.
  let unitsPerSecond: Int128

  /// A clock in which a tick of each of these time bases is a whole number of units.
  ///
  /// Where there is none of at most 2^60 units a second (time bases of no use), times are rounded to 2^-60 seconds.
  init(_ bases: some Sequence<Rational>) {
    var common: Int128 = 1
    for base in bases where base.isPositive {
      let denominator = Int128(base.denominator)
      common = common / Self.gcd(common, denominator) * denominator
      if common > 1 << 60 { break }
    }
    unitsPerSecond = common > 1 << 60 ? 1 << 60 : common
  }

  /// A number of ticks in units.
  func units(_ ticks: Int64, _ base: Rational) -> Int128 {
    Int128(ticks) * Int128(base.numerator) * unitsPerSecond / Int128(max(base.denominator, 1))
  }

  /// Units as a text of seconds, to the microsecond.
  func text(_ units: Int128) -> String {
    let scaled = units.magnitude * 1_000_000
    let perSecond = unitsPerSecond.magnitude
    let micros = (scaled + perSecond / 2) / perSecond
    var decimals = String(micros % 1_000_000)
    decimals = String(repeating: "0", count: 6 - decimals.count) + decimals
    while decimals.hasSuffix("0"), decimals.count > 3 { decimals.removeLast() }
    return (units < 0 && micros > 0 ? "-" : "") + "\(micros / 1_000_000).\(decimals) s"
  }

  private static func gcd(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
