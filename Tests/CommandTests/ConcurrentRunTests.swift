import Glibc
import RLFNTestSupport
import Testing

/// Two runs with one output, and what runs leave for each other.
@Suite struct ConcurrentRunTests {
  private let folder = TemporaryFolder()

  init() { folder.makeVideo("clip.mp4", frames: 2) }

  @Test func anOutputThatAnotherRunIsWritingIsRefused() {
    let first = PipedJob(["-y", "-o", "out.mkv"], in: folder)
    let second = folder.run("-y", "-i", "clip.mp4", "-o", "out.mkv")
    #expect(second.exitCode == 4)
    #expect(
      second.errorLines == [
        "rlfn-video: error: cannot write out.mkv: another run is writing it",
        "rlfn-video: hint: wait for it, or choose another output",
      ])
    #expect(first.finish().exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,20")
    #expect(folder.names() == ["clip.mp4", "out.mkv"])
  }

  @Test func anOutputThatCameMeanwhileIsNotReplaced() {
    let job = PipedJob(["-o", "out.mkv"], in: folder)
    folder.write("precious", to: "out.mkv")
    let result = job.finish()
    #expect(result.exitCode == 4)
    #expect(result.errors.contains("out.mkv exists already: it came there while this was made"))
    #expect(folder.run(program: "cat", ["out.mkv"]) == "precious")
    #expect(folder.names() == [".out.mkv.partial", "clip.mp4", "out.mkv"])
    #expect(folder.shape(".out.mkv.partial") == "64,64,20", "the work is not lost")
  }

  @Test func whatIsCompleteIsKeptWhereItCannotHaveItsName() {
    let job = PipedJob(["-y", "-o", "out.mkv"], in: folder)
    mkdir(folder.file("out.mkv"), 0o755)
    let result = job.finish()
    #expect(result.exitCode == 4)
    #expect(
      result.errorLines.suffix(2) == [
        "rlfn-video: error: cannot write out.mkv: Is a directory",
        "rlfn-video: hint: what was made is kept as ./.out.mkv.partial",
      ])
    #expect(folder.shape(".out.mkv.partial") == "64,64,20")
  }

  @Test func aRunWhoseFileIsGoneDoesNotTakeThatOfAnother() {
    let first = PipedJob(["-y", "-o", "out.mkv"], in: folder)
    unlink(folder.file(".out.mkv.partial"))
    let second = PipedJob(["-y", "-o", "out.mkv"], in: folder)
    let result = first.finish()
    #expect(result.exitCode == 4)
    #expect(
      result.errorLines.last
        == "rlfn-video: error: cannot write out.mkv: No such file or directory")
    #expect(folder.names() == [".out.mkv.partial", "clip.mp4"])
    #expect(second.finish().exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,20")
  }

  @Test func whatAKilledRunLeftIsOverwritten() {
    #expect(PipedJob(["-o", "out.mkv"], in: folder).end(by: SIGKILL).exitCode == -SIGKILL)
    #expect(folder.names() == [".out.mkv.partial", "clip.mp4"])
    #expect(folder.run("-i", "clip.mp4", "-o", "out.mkv").exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,2")
    #expect(folder.names() == ["clip.mp4", "out.mkv"])
  }
}
