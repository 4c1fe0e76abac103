import RLFNTestSupport
import Testing

@Suite struct BatchTests {
  private let folder = TemporaryFolder()

  private func makeBatch() {
    for name in ["1.mp4", "2.mkv", "10.mp4"] { folder.makeVideo("in/" + name, frames: 3) }
    folder.write("damaged", to: "in/9.mp4")
  }

  /// The closing table: input and verdict of each line behind the heading.
  private func verdicts(_ result: Subprocess.Result) -> [String] {
    let heading = result.errorLines.lastIndex { $0.hasPrefix("input ") } ?? 0
    return result.errorLines[(heading + 1)...].map {
      $0.split(separator: " ").joined(separator: " ")
        .replacing(/\d+\.\d s/, with: "T")
    }
  }

  @Test func damagedInputIsReportedAndTheRestIsMade() {
    makeBatch()
    let first = folder.run("-i", "in", "-o", "out", "--suffix", "_SR")
    #expect(first.exitCode == 1)
    #expect(folder.names(in: "out") == ["10_SR.mp4", "1_SR.mp4", "2_SR.mkv"])
    for name in folder.names(in: "out") { #expect(folder.shape("out/" + name) == "64,64,3") }
    let reason = "cannot read in/9.mp4: not a media file, or damaged (moov atom not found)"
    #expect(first.errors.contains("rlfn-video: error: \(reason)\n"))
    #expect(
      verdicts(first) == [
        "in/1.mp4 3 T done", "in/2.mkv 3 T done", "in/9.mp4 - - failed: \(reason)",
        "in/10.mp4 3 T done",
      ])

    let made = folder.names(in: "out").map { folder.checksum("out/" + $0) }
    let second = folder.run("-i", "in", "-o", "out", "--suffix", "_SR", "--skip-existing")
    #expect(second.exitCode == 1)
    #expect(verdicts(second).count { $0.hasSuffix("skipped: its output exists") } == 3)
    #expect(verdicts(second).contains("in/9.mp4 - - failed: \(reason)"))
    #expect(folder.names(in: "out").map { folder.checksum("out/" + $0) } == made)

    folder.makeVideo("in/9.mp4", frames: 2)
    let third = folder.run("-i", "in", "-o", "out", "--suffix", "_SR", "--skip-existing")
    #expect(third.exitCode == 0)
    #expect(folder.shape("out/9_SR.mp4") == "64,64,2")
  }

  @Test func existingOutputStopsABatchBeforeItStarts() {
    makeBatch()
    folder.write("precious", to: "out/10.mp4")
    let result = folder.run("-i", "in", "-o", "out")
    #expect(result.exitCode == 4)
    #expect(result.errors.contains("output 'out/10.mp4' exists already"))
    #expect(folder.names(in: "out") == ["10.mp4"])
  }

  @Test func inputsOfDifferentKindsEachGetTheirOutput() {
    folder.makeVideo("a.mp4", frames: 2)
    folder.makeImages("frames/%d.png", count: 2)
    folder.makeImages("photo%d.png", count: 1)
    let result = folder.run(
      "-i", "a.mp4", "-i", "frames", "-i", "photo1.png", "-o", "out", "--report", "run.json",
      "--report", "run.csv")
    #expect(result.exitCode == 0)
    #expect(folder.names(in: "out") == ["a.mp4", "frames", "photo1.png"])
    #expect(folder.names(in: "out/frames") == ["1.png", "2.png"])
    let reports = ["a.mp4", "frames", "photo1.png"].flatMap { ["run-\($0).csv", "run-\($0).json"] }
    #expect(folder.names().filter { $0.hasPrefix("run") } == reports)
  }

  @Test func folderThatNothingCameIntoIsTakenAway() {
    folder.write("junk", to: "in/a.mp4")
    folder.write("junk", to: "in/b.mp4")
    #expect(folder.run("-i", "in", "-o", "out").exitCode == 1)
    #expect(folder.names() == ["in"])
  }

  @Test func folderOfImagesAndVideosIsRefused() {
    folder.makeVideo("in/a.mp4", frames: 1)
    folder.makeImages("in/%d.png", count: 1)
    let result = folder.run("-i", "in", "-o", "out")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("holds both images ('1.png') and videos ('a.mp4')"))
    #expect(result.errors.contains("hint: name one kind with a quoted pattern"))
    #expect(folder.names() == ["in"])
  }
}
