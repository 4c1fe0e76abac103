/// Writes a command's help from its table of options.
struct HelpText<Values: Sendable> {
  /// What comes before the options.
  let introduction: String
  /// The options.
  let groups: [OptionGroup<Values>]
  /// What comes behind them.
  var closing = ""

  private static var columns: Int { 100 }
  private static var helpColumn: Int { 34 }

  /// The whole text, with a line break at its end.
  var text: String {
    var parts = [introduction]
    for group in groups {
      parts.append(
        ([group.title + ":"] + group.options.flatMap(Self.lines)).joined(separator: "\n"))
    }
    if !closing.isEmpty { parts.append(closing) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func lines(_ option: Option<Values>) -> [String] {
    let letter = option.short.map { "-\($0)" } ?? "  "
    let long = option.long.map { (option.short == nil ? "  --" : ", --") + $0 } ?? ""
    let names = "  " + letter + long + (option.argument.map { " " + $0 } ?? "")
    let text = wrapped(option.help, width: columns - helpColumn)
    let indent = String(repeating: " ", count: helpColumn)
    guard names.count + 2 <= helpColumn, let first = text.first else {
      return [names] + text.map { indent + $0 }
    }
    let gap = String(repeating: " ", count: helpColumn - names.count)
    return [names + gap + first] + text.dropFirst().map { indent + $0 }
  }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
