import FramePipeline
import Glibc

/// The program as a whole: finds the subcommand, and turns its end into an exit code.
enum Program {
  /// The version, as `--version` and reports tell it.
  static let version = "0.1.0"

  private enum Command: String, CaseIterable { case upscale, info, bench, verify }

  /// Runs the program with the arguments of its process.
  static func run() -> ExitCode {
    // A reader that goes away and a file that may not grow are errors of the write that meets them, with a message and
    // an exit code.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    occupyStandardStreams()
    let console = Console()
    do throws(CommandError) {
      let arguments = try readArguments()
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

  /// Takes the places of standard streams that the caller has closed: the next file to be opened would be one, and
  /// messages be written into it. Using them stays an error.
  private static func occupyStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// The words behind the program's name. Swift repairs what is not UTF-8, which would then name another file.
  private static func readArguments() throws(CommandError) -> [String] {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = CommandLine.unsafeArgv[index] else { break }
      guard let argument = String(validatingCString: word) else {
        throw .usage(
          "argument '\(String(cString: word))' is not UTF-8",
          hint: "rename the file, or give it by a link to it")
      }
      arguments.append(argument)
    }
    return arguments
  }

  private static func unknownCommand(_ name: String) -> CommandError {
    let nearest = NearestName.of(name, among: Command.allCases.map(\.rawValue))
    return .usage(
      "unknown command '\(name)'",
      hint: nearest.map { "did you mean '\($0)'?" }
        ?? "the commands are upscale, info, bench and verify; inputs are given with -i")
  }
}
