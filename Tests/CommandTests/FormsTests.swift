import RLFNTestSupport
import Testing

/// Every form of input and output of the command line's contract.
@Suite struct FormsTests {
  private let folder = TemporaryFolder()

  @Test func videoToVideo() {
    folder.makeVideo("clip.mp4", frames: 12)
    let result = folder.run("-i", "clip.mp4", "-o", "out.mkv")
    #expect(result.exitCode == 0)
    #expect(result.output == "")
    #expect(result.errors.contains("12 frames in "))
    #expect(folder.shape("out.mkv") == "64,64,12")
    #expect(folder.names() == ["clip.mp4", "out.mkv"])
  }

  @Test func scaleOf2() {
    folder.makeVideo("clip.mp4", frames: 2)
    #expect(folder.run("upscale", "-i", "clip.mp4", "-o", "out.mkv", "-s", "2").exitCode == 0)
    #expect(folder.shape("out.mkv") == "32,32,2")
  }

  @Test func folderToFolderKeepsNames() {
    folder.makeImages("in/f%d.png", count: 3, from: 9)
    #expect(folder.run("-i", "in", "-o", "out/", "--suffix", "_SR").exitCode == 0)
    #expect(folder.names(in: "out") == ["f10_SR.png", "f11_SR.png", "f9_SR.png"])
    #expect(folder.shape("out/f10_SR.png") == "64,64,1")
  }

  @Test func patternToPatternKeepsNumbers() {
    folder.makeImages("s_%04d.png", count: 3, from: 99)
    #expect(folder.run("-i", "s_%04d.png", "-o", "big_%d.png").exitCode == 0)
    #expect(
      folder.names().filter { $0.hasPrefix("big") } == ["big_100.png", "big_101.png", "big_99.png"])
    #expect(
      folder.run("-i", "s_%04d.png", "-o", "late_%d.png", "--start-number", "100").exitCode == 0)
    #expect(folder.names().filter { $0.hasPrefix("late") } == ["late_100.png", "late_101.png"])
  }

  @Test func globToVideoAtItsRate() {
    folder.makeImages("in/f%d.png", count: 11)
    #expect(folder.run("-i", "in/f*.png", "-o", "film.mkv", "--fps", "24000/1001").exitCode == 0)
    #expect(folder.shape("film.mkv") == "64,64,11")
    let rate = folder.run(
      program: "ffprobe",
      ["-v", "error", "-show_entries", "stream=avg_frame_rate", "-of", "csv=p=0", "film.mkv"])
    #expect(rate == "24000/1001\n")
  }

  @Test func videoToFolderCountsFrames() {
    folder.makeVideo("clip.mp4", frames: 3)
    #expect(folder.run("-i", "clip.mp4", "-o", "frames/").exitCode == 0)
    #expect(folder.names(in: "frames") == ["000001.png", "000002.png", "000003.png"])
  }

  @Test func imageToImage() {
    folder.makeImages("p%d.png", count: 1)
    for output in ["big.png", "big.jpg", "big.tif"] {
      #expect(folder.run("-i", "p1.png", "-o", output).exitCode == 0)
      #expect(folder.shape(output) == "64,64,1", "\(output)")
    }
  }

  @Test func pipesCarryNothingButVideo() throws {
    folder.makeImages("in/f%d.png", count: 3)
    let script = "\"$0\" -i in -o - | \"$0\" -i - -o out.mkv -s 2"
    folder.run(program: "sh", ["-c", script, Subprocess.program])
    #expect(folder.shape("out.mkv") == "128,128,3")
  }

  @Test func readerThatLeavesIsAnErrorOfTheOutput() {
    folder.makeVideo("clip.mp4", frames: 40)
    let script = "(\"$0\" -q -i clip.mp4 -o -; echo $? >code) | head -c 1 >/dev/null"
    folder.run(program: "sh", ["-c", script, Subprocess.program])
    #expect(folder.run(program: "cat", ["code"]) == "4\n")
  }

  @Test func partOfTheInput() {
    folder.makeVideo("clip.mp4", frames: 40)
    let parts = [
      (["--frames", "7"], 7), (["--ss", "1", "--to", "00:00:02.000"], 10), (["--ss", "3.5"], 5),
    ]
    for (options, frames) in parts {
      let arguments = ["-q", "-y", "-i", "clip.mp4", "-o", "out.mkv"] + options
      #expect(Subprocess(arguments, in: folder).wait().exitCode == 0)
      #expect(folder.shape("out.mkv") == "64,64,\(frames)", "\(options)")
    }
  }
}
