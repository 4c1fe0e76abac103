/// How much the program says on standard error; each level includes those above it.
enum LogLevel: Int, Sendable, Comparable, CaseIterable {
  case error, warning, info, debug

  /// Its word on the command line.
  var word: String { "\(self)" }

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
