import FramePipeline
import Glibc

/// Readers of option arguments.
package enum OptionValue {
  /// Any text.
  static func text(_ text: String) throws(InvalidValue) -> String {
    guard !text.isEmpty else { throw InvalidValue(reason: "is empty") }
    return text
  }

  /// A whole number from `range`.
  static func integer(_ range: ClosedRange<Int>)
    -> @Sendable (String) throws(InvalidValue) -> Int
  {
    { (text: String) throws(InvalidValue) in
      guard let number = Int(text), range.contains(number) else {
        throw InvalidValue(
          reason: range.upperBound == .max
            ? "'\(text)' is not a whole number from \(range.lowerBound)"
            : "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  /// A number from 0 to `most`, with or without decimals.
  static func number(to most: Double) -> @Sendable (String) throws(InvalidValue) -> Double {
    { (text: String) throws(InvalidValue) in
      guard let number = decimal(text), number <= most else {
        throw InvalidValue(reason: "'\(text)' is not a number from 0 to \(Int(most))")
      }
      return number
    }
  }

  /// One of a few words.
  static func choice<Value: Sendable>(_ choices: [(word: String, value: Value)])
    -> @Sendable (String) throws(InvalidValue) -> Value
  {
    { (text: String) throws(InvalidValue) in
      if let choice = choices.first(where: { $0.word == text }) { return choice.value }
      let words = choices.map(\.word)
      throw InvalidValue(
        reason: "'\(text)' is not \(list(words))",
        hint: NearestName.of(text, among: words).map { "did you mean '\($0)'?" })
    }
  }

  /// Bytes: `512M`, `2G`, `1.5GiB`, or a bare number; units are powers of 1024.
  package static func byteCount(_ text: String) throws(InvalidValue) -> Int {
    var upper = text.uppercased()
    for ending in ["IB", "B"] where upper.hasSuffix(ending) {
      upper.removeLast(ending.count)
      break
    }
    var shift = 0
    if let unit = upper.last, let index = "KMGT".firstIndex(of: unit) {
      shift = 10 * ("KMGT".distance(from: "KMGT".startIndex, to: index) + 1)
      upper.removeLast()
    }
    guard let number = decimal(upper), case let bytes = number * Double(1 << shift),
      bytes >= 1, bytes < 0x1p62
    else {
      throw InvalidValue(
        reason: "'\(text)' is not a size", hint: "sizes look like 512M, 2G or 1.5G")
    }
    return Int(bytes)
  }

  /// Seconds: `83.5`, `1:23.5` or `0:01:23.500`.
  package static func seconds(_ text: String) throws(InvalidValue) -> Double {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let numbers = parts.compactMap(decimal)
    let seconds = numbers.reduce(0) { $0 * 60 + $1 }
    // Behind a colon 60 would be a slip, only the last part has decimals, and no film lasts for centuries.
    let isTime =
      numbers.count == parts.count && parts.count <= 3
      && numbers.dropFirst().allSatisfy { $0 < 60 }
      && parts.dropLast().allSatisfy { !$0.contains(".") } && seconds < 1e10
    guard isTime else {
      throw InvalidValue(
        reason: "'\(text)' is not a time", hint: "times look like 83.5, 1:23.5 or 00:01:23.500")
    }
    return seconds
  }

  /// Frames per second: `25`, `23.976` or `24000/1001`.
  package static func frameRate(_ text: String) throws(InvalidValue) -> Rational {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let upper = Int32(parts[0]), let lower = Int32(parts[1]),
      Rational(upper, lower).isPositive
    {
      return Rational(upper, lower)
    }
    guard parts.count == 1, let number = decimal(text), (0.001...1_000_000).contains(number) else {
      throw InvalidValue(
        reason: "'\(text)' is not a frame rate",
        hint: "frame rates look like 25, 23.976 or 24000/1001")
    }
    // The film rates are written with three decimals, but are fractions of 1001.
    let film = (number * 1.001).rounded()
    if abs(number - film * 1000 / 1001) < 0.0005, number != number.rounded() {
      return Rational(Int32(film) * 1000, 1001)
    }
    return Rational(Int32((number * 1000).rounded()), 1000)
  }

  /// `passthrough` (nil) or `cfr:RATE`.
  package static func frameRateMode(_ text: String) throws(InvalidValue) -> Rational? {
    if text == "passthrough" { return nil }
    guard text.hasPrefix("cfr:") else {
      throw InvalidValue(
        reason: "'\(text)' is not passthrough or cfr:RATE", hint: "such as cfr:25 or cfr:30000/1001"
      )
    }
    return try frameRate(String(text.dropFirst(4)))
  }

  /// A tile size: `auto`, `0` for the whole frame, `N` or `WxH` in input pixels.
  static func tiling(_ text: String) throws(InvalidValue) -> JobOptions.Tiling {
    if text == "auto" { return .auto }
    if text == "0" { return .wholeFrame }
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    if sides.count <= 2, let width = sides[0], let height = sides.last ?? nil,
      min(width, height) >= 1
    {
      return .fixed(width: width, height: height)
    }
    throw InvalidValue(
      reason: "'\(text)' is not a tile size",
      hint: "tile sizes are auto, 0 (the whole frame), N or WxH in input pixels")
  }

  /// A picture size in pixels: `WxH`.
  static func size(_ text: String) throws(InvalidValue) -> (width: Int, height: Int) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...65_536).contains(width), (1...65_536).contains(height)
    else {
      throw InvalidValue(reason: "'\(text)' is not a size", hint: "sizes look like 480x270")
    }
    return (width, height)
  }

  /// A colour: a name, or red, green and blue in hexadecimal digits, with or without a #.
  package static func color(_ text: String) throws(InvalidValue) -> SIMD3<Float> {
    let names: [String: SIMD3<Float>] = [
      "black": .zero, "white": SIMD3(repeating: 255), "gray": SIMD3(repeating: 128),
    ]
    if let color = names[text] { return color }
    let digits = text.hasPrefix("#") ? text.dropFirst() : Substring(text)
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
      let number = Int(digits, radix: 16)
    else {
      throw InvalidValue(
        reason: "'\(text)' is not a color", hint: "colors are black, white, gray or like 3366ff")
    }
    return SIMD3(Float(number >> 16), Float(number >> 8 & 255), Float(number & 255))
  }

  /// An encoder's option: `KEY=VALUE`.
  static func keyAndValue(_ text: String) throws(InvalidValue) -> (key: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw InvalidValue(reason: "'\(text)' is not of the form KEY=VALUE")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// Words in a sentence: `a, b or c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Digits with at most one point; no sign, exponent, infinity or hexadecimal as `Double` would take.
  private static func decimal(_ text: String) -> Double? {
    guard text.contains(where: \.isNumber), text.allSatisfy({ "0123456789.".contains($0) }) else {
      return nil
    }
    return Double(text.hasSuffix(".") ? text + "0" : text)
  }
}
