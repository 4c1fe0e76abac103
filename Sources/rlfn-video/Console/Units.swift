import FramePipeline

/// Numbers as people read them.
package enum Units {
  /// A time as a clock shows it: `0:07`, `12:34`, `3:25:45`.
  package static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let hours = whole / 3600
    let minutes = whole / 60 % 60
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
  }

  /// A large number with a unit: `0.317 M`, `19.70 G`.
  static func large(_ number: Int, per unit: Double, _ symbol: String, decimals: Int) -> String {
    fixed(Double(number) / unit, decimals) + " " + symbol
  }
}

extension String {
  /// The text on one line: a file's name may hold line breaks and what terminals take for commands.
  var printable: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
