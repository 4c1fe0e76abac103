import FramePipeline
import Glibc

/// The program as a whole: finds the subcommand, and turns its end into an exit code.
enum Program {
  /// The version, as `--version` and reports tell it.
  static let version = "0.1.0"

  private enum Command: String, CaseIterable { case upscale, info, bench, verify }

  /// Runs the program with its arguments, the program's own name left out.
  static func run(_ arguments: [String]) -> ExitCode {
    // A reader that goes away is an error of the write that meets it, with a message and an exit code.
    signal(SIGPIPE, SIG_IGN)
    let console = Console()
    do throws(CommandError) {
      guard let first = arguments.first, !first.hasPrefix("-") else {
        return try UpscaleCommand.run(arguments, console: console)
      }
      let rest = Array(arguments.dropFirst())
      switch Command(rawValue: first) {
      case .upscale: return try UpscaleCommand.run(rest, console: console)
      case .info: return try InfoCommand.run(rest, console: console)
      case .bench: return try BenchCommand.run(rest, console: console)
      case .verify: return try VerifyCommand.run(rest, console: console)
      case nil: throw unknownCommand(first)
      }
    } catch {
      console.error(error)
      return error.code
    }
  }

  private static func unknownCommand(_ name: String) -> CommandError {
    let nearest = NearestName.of(name, among: Command.allCases.map(\.rawValue))
    return .usage(
      "unknown command '\(name)'",
      hint: nearest.map { "did you mean '\($0)'?" }
        ?? "the commands are upscale, info, bench and verify; inputs are given with -i")
  }
}
