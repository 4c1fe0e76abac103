import Glibc
import RLFNTestSupport
import Testing

/// What signals do to runs that would go on.
@Suite struct InterruptTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [(SIGHUP, 129), (SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func signalStopsAJobAndLeavesNothingBehind(signal: Int32, code: Int32) {
    folder.write("precious", to: "out.mkv")
    let job = PipedJob(["-y", "-o", "out.mkv"], in: folder)
    #expect(folder.names().count == 2, "the output grows beside the old one")
    let result = job.end(by: signal)
    #expect(result.exitCode == code)
    #expect(result.errorLines.last?.hasPrefix("rlfn-video: error: ") == true)
    #expect(folder.names() == ["out.mkv"])
    #expect(folder.run(program: "cat", ["out.mkv"]) == "precious")
  }

  @Test func closingTheTerminalDoesNotEndWhatNohupStarted() {
    let job = PipedJob(["-o", "out.mkv"], in: folder, ignoring: "HUP")
    job.process.send(SIGHUP)
    #expect(job.finish().exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,20")
  }

  @Test func theSameStreamEndsWellWhenItsPipeIsClosed() {
    #expect(PipedJob(["-o", "out.mkv"], in: folder).finish().exitCode == 0)
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

  @Test func signalStopsAJobWhoseReaderDoesNotRead() {
    folder.makeVideo("clip.mp4", frames: 40)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let job = Subprocess(["-i", "clip.mp4", "-o", "-"], in: folder, output: ends[1])
    // Forty frames of 64x64 are more than a pipe takes.
    var room = pollfd(fd: ends[1], events: Int16(POLLOUT), revents: 0)
    #expect(Subprocess.wait { poll(&room, 1, 0) == 0 })
    job.send(SIGTERM)
    let result = job.wait()
    for end in ends { close(end) }
    #expect(result.exitCode == 143)
    #expect(folder.names() == ["clip.mp4"])
  }

  @Test func secondSignalEndsAJobThatCannotStop() {
    folder.makeVideo("clip.mp4", frames: 2)
    // Nobody ever reads the report, and writing it waits for a reader.
    folder.run(program: "mkfifo", ["run.json"])
    let job = Subprocess(
      ["-i", "clip.mp4", "-o", "out.mkv", "--report", "run.json"], in: folder)
    #expect(Subprocess.wait { folder.names().contains("out.mkv") })
    job.send(SIGINT)
    #expect(job.waitForErrors { $0.contains("stopping; once more stops at once") })
    job.send(SIGINT)
    #expect(job.wait().exitCode == 130)
    #expect(folder.shape("out.mkv") == "64,64,2")
  }

  @Test func signalsEndAJobWhoseMessagesNobodyReads() {
    folder.makeVideo("clip.mp4", frames: 2)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    while write(ends[1], "x", 1) == 1 {}
    _ = fcntl(ends[1], F_SETFL, 0)
    let job = Subprocess(
      ["-i", "clip.mp4", "-o", "out.mkv", "--progress", "json"], in: folder, errors: ends[1])
    #expect(Subprocess.wait { folder.names().contains(".out.mkv.partial") })
    // Two of one kind could arrive as one.
    job.send(SIGINT)
    job.send(SIGTERM)
    #expect([130, 143].contains(job.wait().exitCode))
    for end in ends { close(end) }
  }
}
