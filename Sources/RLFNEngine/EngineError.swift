/// What went wrong in the engine, in one line for the user.
public struct EngineError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Sendable {
    /// The weights file cannot be read, or is not a network of this family.
    case invalidWeights
    /// The kernel level asked for does not exist, or not on this CPU.
    case unavailableLevel
  }

  /// What kind of failure it is.
  public let code: Code
  /// What is wrong and where, as a sentence without a full stop; always one line.
  public let message: String
  /// What the user can do about it, where there is something.
  public let hint: String?

  /// An error of that kind.
  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The message.
  public var description: String { message }
}

extension EngineError {
  /// An error about weights.
  static func weights(_ message: String, hint: String? = nil) -> EngineError {
    EngineError(.invalidWeights, message, hint: hint)
  }

  /// A text from a file as it may stand in a message: short, quoted, and without control characters,
  /// so that a hostile name can neither break the line nor write to the terminal.
  static func quoted(_ text: String) -> String {
    let limit = 60
    var result = "'"
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + (text.unicodeScalars.count > limit ? "...'" : "'")
  }
}
