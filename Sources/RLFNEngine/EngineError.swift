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
  /// What is wrong and where, as a sentence without a full stop.
  public let message: String

  /// An error of that kind.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
