import Glibc
import RLFNTestSupport
import Testing

/// Outputs that cannot be written to their end: a full disk, a limit of files, a reader that leaves.
@Suite struct WriteFailureTests {
  private let folder = TemporaryFolder()

  init() { folder.makeVideo("clip.mp4", frames: 40) }

  /// Runs rlfn-video where no file may grow beyond 4096 bytes.
  private func runLimited(_ arguments: String) -> Subprocess.Result {
    folder.shell("ulimit -f 8; exec \"$0\" \(arguments)")
  }

  @Test(arguments: ["out.mkv", "out.mp4", "out.avi"])
  func aVideoThatCannotGrowEndsWith4AndLeavesWhatWasThere(output: String) {
    folder.write("precious", to: output)
    let result = runLimited("-y -i clip.mp4 -o \(output)")
    #expect(result.exitCode == 4)
    #expect(
      result.errorLines.contains("rlfn-video: error: cannot write \(output): File too large"),
      "\(result.errors)")
    #expect(folder.names() == ["clip.mp4", output])
    #expect(folder.run(program: "cat", [output]) == "precious")
  }

  @Test func anImageThatCannotGrowEndsWith4AndIsNotLeftInHalf() {
    let result = runLimited("-i clip.mp4 -o frames/")
    #expect(result.exitCode == 4)
    #expect(result.errors.contains(": File too large"), "\(result.errors)")
    #expect(folder.names() == ["clip.mp4"])
  }

  @Test func aReportThatCannotGrowLeavesTheOneThatWasThere() {
    folder.write("precious", to: "run.json")
    let result = runLimited("-q -i clip.mp4 -o - --report run.json >/dev/null")
    #expect(result.exitCode == 4)
    #expect(result.errors == "rlfn-video: error: cannot write run.json: File too large\n")
    #expect(folder.names() == ["clip.mp4", "run.json"])
    #expect(folder.run(program: "cat", ["run.json"]) == "precious")
  }

  @Test func aFullDeviceEndsWith4AndStays() {
    symlink("/dev/full", folder.file("full.mkv"))
    let file = folder.run("-q", "-y", "-i", "clip.mp4", "-o", "full.mkv")
    #expect(file.exitCode == 4)
    #expect(file.errors == "rlfn-video: error: cannot write full.mkv: No space left on device\n")
    #expect(folder.names() == ["clip.mp4", "full.mkv"])
    let stream = folder.shell("\"$0\" -q -i clip.mp4 -o - >/dev/full")
    #expect(stream.exitCode == 4)
    #expect(
      stream.errors == "rlfn-video: error: cannot write standard output: No space left on device\n")
  }

  @Test(arguments: ["y4m", "nut"]) func aReaderThatLeavesEndsTheRun(format: String) {
    let result = folder.shell(
      "(\"$0\" -i clip.mp4 -o - --format \(format) --audio none; echo $? >code) | head -c 100 | wc -c"
    )
    #expect(result.output == "100\n")
    #expect(folder.run(program: "cat", ["code"]) == "4\n")
    #expect(
      result.errorLines.last == "rlfn-video: error: cannot write standard output: Broken pipe")
  }
}
