import Glibc
import RLFNTestSupport
import Testing

/// A run whose input is a pipe that the test keeps open: it cannot end by itself.
struct PipedJob {
  /// The program.
  let process: Subprocess
  private let input: Int32

  /// Starts it with these arguments besides its input, and waits until it has made a frame of the 20 that it gets.
  ///
  /// `ignored` is the name of a signal that is ignored when it starts.
  init(_ arguments: [String], in folder: TemporaryFolder, ignoring ignored: String? = nil) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let start = (ignored.map { "trap '' \($0); " } ?? "") + "exec \"$0\" \"$@\""
    process = Subprocess(
      [
        "-c", start, Subprocess.program, "-i", "-", "--progress", "json", "--frames-in-flight", "2",
      ] + arguments, program: "sh", in: folder, input: ends[0])
    close(ends[0])
    let frame = Array("FRAME\n".utf8) + [UInt8](repeating: 100, count: 16 * 16 * 3 / 2)
    let stream = Array("YUV4MPEG2 W16 H16 F25:1 C420\n".utf8) + (0..<20).flatMap { _ in frame }
    #expect(write(ends[1], stream, stream.count) == stream.count)
    #expect(process.waitForErrors { $0.contains("frames_done") })
    input = ends[1]
  }

  /// Closes the pipe, and waits for the run's end.
  func finish() -> Subprocess.Result {
    close(input)
    return process.wait()
  }

  /// Sends the run a signal, and waits for its end.
  func end(by signal: Int32) -> Subprocess.Result {
    process.send(signal)
    defer { close(input) }
    return process.wait()
  }
}
