/// A path with one frame number in it, as printf writes it: `shot_%04d.png`, `%d.jpg`; `%%` stands for a percent sign.
package struct PrintfPattern: Sendable, Hashable {
  /// The text before the number.
  package let prefix: String
  /// The text after it.
  package let suffix: String
  /// The least number of digits, filled up with zeros.
  package let digits: Int

  /// Reads a pattern; nil unless `text` has exactly one `%d` or `%0Nd`.
  package init?(_ text: String) {
    var texts = [""]
    var digits = 0
    var rest = Substring(text)
    while let first = rest.popFirst() {
      guard first == "%" else {
        texts[texts.count - 1].append(first)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        texts[texts.count - 1].append("%")
        continue
      }
      let width = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(width.count)
      guard rest.first == "d", texts.count == 1, width.isEmpty || width.hasPrefix("0"),
        width.count <= 3, let number = width.isEmpty ? 0 : Int(width)
      else { return nil }
      rest.removeFirst()
      digits = number
      texts.append("")
    }
    guard texts.count == 2 else { return nil }
    prefix = texts[0]
    suffix = texts[1]
    self.digits = digits
  }

  /// The path of the frame with that number, 0 or more.
  package func path(number: Int) -> String {
    prefix + Self.padded(number, digits: digits) + suffix
  }

  /// The number written with at least that many digits.
  static func padded(_ number: Int, digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The number in `path` if the pattern could have written it, else nil.
  func number(in path: String) -> Int? {
    guard path.hasPrefix(prefix), path.hasSuffix(suffix),
      path.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    let digitsFound = path.dropFirst(prefix.count).dropLast(suffix.count)
    // Behind the largest number there must be room for others.
    guard digitsFound.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digitsFound),
      number < Int.max, self.path(number: number) == path
    else { return nil }
    return number
  }
}
