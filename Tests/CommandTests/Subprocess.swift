import Glibc
import RLFNTestSupport
import Testing

/// A program that a test runs, as a user would: own working folder, output into files.
final class Subprocess {
  /// How a program ended and what it said.
  struct Result {
    /// The exit code; negative: the signal that killed it.
    let exitCode: Int32
    let output: String
    let errors: String

    /// The lines on standard error.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  private let pid: pid_t
  private let outputPath: String
  private let errorPath: String

  /// The built rlfn-video, which lies beside the tests' own file.
  static let program: String = {
    let maps = text(of: "/proc/self/maps").split(separator: "\n")
    guard let line = maps.first(where: { $0.hasSuffix(".xctest") }),
      let start = line.firstIndex(of: "/"), let end = line.lastIndex(of: "/")
    else { fatalError("the tests' own file is unknown") }
    return line[start..<end] + "/rlfn-video"
  }()

  /// Starts a program (found in PATH where it has no slash).
  ///
  /// - Parameters:
  ///   - folder: its working folder, where it also leaves what it says.
  ///   - input: what it reads on standard input; nil for nothing.
  ///   - output: where standard output goes instead of a file.
  ///   - errors: where standard error goes instead of a file.
  init(
    _ arguments: [String], program: String = Subprocess.program, in folder: TemporaryFolder,
    input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil
  ) {
    outputPath = folder.path + ".out"
    errorPath = folder.path + ".err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, outputPath, flags, 0o600)
    }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    if let errors {
      posix_spawn_file_actions_adddup2(&actions, errors, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, errorPath, flags, 0o600)
    }
    // The shell only changes the folder: it is replaced by the program, which so has its process id.
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path, program] + arguments
    var words = shell.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, "/bin/sh", &actions, nil, &words, environ)
    guard code == 0 else { fatalError("\(program): \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(pid, signal) }

  /// What it has said on standard error so far.
  var errorsSoFar: String { Self.text(of: errorPath) }

  /// Waits until what it said on standard error so far satisfies `condition`; false if it never does.
  func waitForErrors(_ condition: (String) -> Bool) -> Bool {
    Self.wait { condition(errorsSoFar) }
  }

  /// Waits until `condition` holds; false if it never does.
  static func wait(until condition: () -> Bool) -> Bool {
    // A minute is not a measure of speed: only a program that hangs takes it.
    for _ in 0..<6000 {
      if condition() { return true }
      usleep(10_000)
    }
    return false
  }

  /// Waits for its end.
  func wait() -> Result {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    let killed = status & 0x7F
    defer {
      unlink(outputPath)
      unlink(errorPath)
    }
    return Result(
      exitCode: killed != 0 ? -killed : (status >> 8) & 0xFF, output: Self.text(of: outputPath),
      errors: Self.text(of: errorPath))
  }

  private static func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes += block[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TemporaryFolder {
  /// Runs rlfn-video in this folder.
  func run(_ arguments: String...) -> Subprocess.Result { Subprocess(arguments, in: self).wait() }

  /// Runs a line of the shell in this folder, in which `$0` is rlfn-video.
  func shell(_ line: String) -> Subprocess.Result {
    Subprocess(["-c", line, Subprocess.program], program: "sh", in: self).wait()
  }

  /// Runs another program in this folder; what it prints. That it fails is the test's failure, and no other's.
  @discardableResult
  func run(program: String, _ arguments: [String]) -> String {
    let result = Subprocess(arguments, program: program, in: self).wait()
    if result.exitCode != 0 {
      Issue.record("\(program) \(arguments) ends with \(result.exitCode): \(result.errors)")
    }
    return result.output
  }
}
