import Glibc
import RLFNTestSupport
import Testing

/// Runs `body` with a new folder, and deletes the folder afterwards.
func withTemporaryFolder<Result: ~Copyable>(_ body: (String) throws -> Result) throws -> Result {
  let folder = TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// What went wrong with a program of the test.
struct ToolFailure: Error, CustomStringConvertible {
  let description: String
}

/// Runs a program of the machine and returns what it writes to standard output.
/// - Throws: `ToolFailure` when it is missing or fails.
@discardableResult
func output(of command: String...) throws -> String { try run(command) }

/// Runs a program of the machine and returns what it writes to standard output.
/// - Throws: `ToolFailure` when it is missing or fails.
@discardableResult
func run(_ command: [String]) throws -> String {
  var pipeEnds: [Int32] = [0, 0]
  guard pipe(&pipeEnds) == 0 else { throw ToolFailure(description: "pipe: \(errno)") }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], 1)
  posix_spawn_file_actions_addclose(&actions, pipeEnds[0])
  posix_spawn_file_actions_addclose(&actions, pipeEnds[1])

  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var child = pid_t()
  let code = posix_spawnp(&child, command[0], &actions, nil, &arguments, environ)
  close(pipeEnds[1])
  defer { close(pipeEnds[0]) }
  guard code == 0 else { throw ToolFailure(description: "\(command[0]): error \(code)") }

  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = read(pipeEnds[0], &buffer, buffer.count), count > 0 {
    text += buffer[..<count]
  }
  var status: Int32 = 0
  waitpid(child, &status, 0)
  guard status == 0 else {
    throw ToolFailure(description: "\(command.joined(separator: " ")): status \(status)")
  }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw ToolFailure(description: "no \(path)") }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
    bytes += buffer[..<count]
  }
  return bytes
}

/// Writes a file.
func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "w") else { throw ToolFailure(description: "no \(path)") }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw ToolFailure(description: "cannot write \(path)")
  }
}
