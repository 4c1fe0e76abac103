/// A path with one frame number in its last component, as printf writes it: `shot_%04d.png`, `%d.jpg`; `%%` stands for a
/// percent sign there. In the names of folders it stands for itself.
package struct PrintfPattern: Sendable, Hashable {
  /// What stands before the file's name: "", or folders with a slash at the end.
  private let folders: String
  /// The text before the number, in the file's name.
  package let prefix: String
  /// The text after it.
  package let suffix: String
  /// The least number of digits, filled up with zeros.
  package let digits: Int

  /// Numbers of at least that many digits, followed by `suffix`, in a folder.
  init(folder: String, digits: Int, suffix: String) {
    folders = Path.join(folder, "")
    prefix = ""
    self.suffix = suffix
    self.digits = digits
  }

  /// Reads a pattern; nil unless the file's name in `text` has exactly one `%d` or `%0Nd`.
  package init?(_ text: String) {
    let start = text.lastIndex(of: "/").map { text.index(after: $0) } ?? text.startIndex
    var texts = [""]
    var digits = 0
    var rest = text[start...]
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
    folders = String(text[..<start])
    prefix = texts[0]
    suffix = texts[1]
    self.digits = digits
  }

  /// The path of the frame with that number, 0 or more.
  package func path(number: Int) -> String { folders + name(number: number) }

  private func name(number: Int) -> String {
    let text = String(number)
    return prefix + String(repeating: "0", count: max(0, digits - text.count)) + text + suffix
  }

  /// The number in a file's name if the pattern could have written it, else nil.
  func number(in name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix),
      name.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    let digitsFound = name.dropFirst(prefix.count).dropLast(suffix.count)
    // Behind the largest number there must be room for others.
    guard digitsFound.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digitsFound),
      number < Int.max, self.name(number: number) == name
    else { return nil }
    return number
  }
}
