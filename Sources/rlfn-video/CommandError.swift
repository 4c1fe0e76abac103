import FramePipeline
import RLFNEngine

/// How the program ends; scripts rely on these numbers.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case failure = 1
  case usage = 2
  case unreadableInput = 3
  case unwritableOutput = 4
  case invalidWeights = 5
  case hungUp = 129
  case interrupted = 130
  case terminated = 143

  init(_ reason: Cancellation.Reason) {
    switch reason {
    case .hungUp: self = .hungUp
    case .interrupted: self = .interrupted
    case .terminated: self = .terminated
    }
  }
}

/// What ends the program or a job of it: one line for the user, a hint where there is one, and the exit code.
package struct CommandError: Error, Sendable {
  /// How the program ends because of it.
  let code: ExitCode
  /// What is wrong, with which file, and why, as a sentence without a full stop.
  let message: String
  /// What the user can do about it.
  let hint: String?

  init(_ code: ExitCode, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// A usage error.
  static func usage(_ message: String, hint: String? = nil) -> CommandError {
    CommandError(.usage, message, hint: hint)
  }

  /// An error of the pipeline; a stop from outside ends the program as `cancellation` says.
  init(_ error: PipelineError, cancellation: Cancellation? = nil) {
    let code: ExitCode =
      switch error.code {
      case .unreadableInput: .unreadableInput
      case .unwritableOutput: .unwritableOutput
      case .usage: .usage
      case .processing: .failure
      case .interrupted: ExitCode(cancellation?.reason ?? .interrupted)
      }
    self.init(code, error.message, hint: error.hint)
  }

  /// An error of the engine.
  init(_ error: EngineError) {
    let code: ExitCode =
      switch error.code {
      case .invalidWeights: .invalidWeights
      case .unavailableLevel: .usage
      }
    self.init(code, error.message, hint: error.hint)
  }
}
