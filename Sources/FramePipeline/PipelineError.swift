/// What went wrong in a job, in one line for the user, with a hint where there is one.
public struct PipelineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is; the command turns it into an exit code.
  public enum Code: Sendable {
    /// The input is missing, is not media, holds no video, or nothing of it can be decoded.
    case unreadableInput
    /// The output exists, its folder cannot be written, the disk is full, or its encoder fails.
    case unwritableOutput
    /// Options that contradict each other or that the encoder or container does not know.
    case usage
    /// Anything else that fails while frames flow.
    case processing
    /// Stopped from outside.
    case interrupted
  }

  /// What kind of failure it is.
  public let code: Code
  /// What is wrong, with which file, and why, as a sentence without a full stop.
  public let message: String
  /// What the user can do about it, as a sentence without a full stop.
  public let hint: String?

  /// An error of that kind.
  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// What `--strict` makes of damage.
  static func strict(_ damage: String) -> PipelineError {
    PipelineError(.processing, damage, hint: "without --strict this is a warning")
  }

  /// The message, with the hint in parentheses.
  public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
