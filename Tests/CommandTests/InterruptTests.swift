import Glibc
import RLFNTestSupport
import Testing

/// Runs whose input is a pipe that the test keeps open: they cannot end by themselves.
@Suite struct InterruptTests {
  private let folder = TemporaryFolder()

  /// A running job that has made a frame, and the writing end of its input.
  private func start(_ arguments: [String]) throws -> (job: Subprocess, input: Int32) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let job = Subprocess(
      ["-i", "-", "--progress", "json", "--frames-in-flight", "2"] + arguments, in: folder,
      input: ends[0])
    close(ends[0])
    let frame = Array("FRAME\n".utf8) + [UInt8](repeating: 100, count: 16 * 16 * 3 / 2)
    let stream = Array("YUV4MPEG2 W16 H16 F25:1 C420\n".utf8) + (0..<20).flatMap { _ in frame }
    #expect(write(ends[1], stream, stream.count) == stream.count)
    #expect(job.waitForErrors { $0.contains("frames_done") })
    return (job, ends[1])
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func signalStopsAJobAndLeavesNothingBehind(signal: Int32, code: Int32) throws {
    folder.write("precious", to: "out.mkv")
    let (job, input) = try start(["-y", "-o", "out.mkv"])
    #expect(folder.names().count == 2, "the output grows beside the old one")
    job.send(signal)
    let result = job.wait()
    close(input)
    #expect(result.exitCode == code)
    #expect(result.errorLines.last?.hasPrefix("rlfn-video: error: ") == true)
    #expect(folder.names() == ["out.mkv"])
    #expect(folder.run(program: "cat", ["out.mkv"]) == "precious")
  }

  @Test func theSameStreamEndsWellWhenItsPipeIsClosed() throws {
    let (job, input) = try start(["-o", "out.mkv"])
    close(input)
    #expect(job.wait().exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,20")
  }

  @Test func signalEndsABatchAndKeepsWhatIsDone() {
    folder.makeVideo("a.mp4", frames: 2)
    folder.run(program: "mkfifo", ["b.mkv"])
    folder.makeVideo("c.mp4", frames: 2)
    let job = Subprocess(["-i", "a.mp4", "-i", "b.mkv", "-i", "c.mp4", "-o", "out"], in: folder)
    // Opening the pipe waits for the job to open it: so the signal comes during the second input.
    let input = open(folder.file("b.mkv"), O_WRONLY | O_CLOEXEC)
    job.send(SIGINT)
    let result = job.wait()
    close(input)
    #expect(result.exitCode == 130)
    #expect(folder.names(in: "out") == ["a.mp4"])
    let verdicts = result.errorLines.suffix(3).compactMap { $0.split(separator: " ").last }
    #expect(verdicts == ["done", "interrupted", "interrupted"])
  }
}
