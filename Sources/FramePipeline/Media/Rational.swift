import CFFmpeg

/// An exact fraction: a frame rate, a time base, an aspect ratio.
public struct Rational: Sendable, Hashable, CustomStringConvertible {
  /// The upper number.
  public let numerator: Int32
  /// The lower number; 0 in a fraction that stands for "unknown".
  public let denominator: Int32

  /// `numerator` / `denominator`, not reduced.
  public init(_ numerator: Int32, _ denominator: Int32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ value: AVRational) { self.init(value.num, value.den) }

  var av: AVRational { AVRational(num: numerator, den: denominator) }

  /// Whether both numbers are positive.
  public var isPositive: Bool { numerator > 0 && denominator > 0 }

  /// The fraction as a floating-point number; not a number when the denominator is 0.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// A frame rate as the options take it: those of film and video exactly, the average of uneven times in decimals.
  var rateText: String {
    switch denominator {
    case 1: "\(numerator)"
    case 1001: "\(numerator)/1001"
    default: fixed(value, 3)
    }
  }

  /// `numerator/denominator`.
  public var description: String { "\(numerator)/\(denominator)" }
}
