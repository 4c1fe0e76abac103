import Glibc
import RLFNTestSupport
import Testing

/// What ends a run before anything is lost: exit code, message, and files as they were.
@Suite struct OutputSafetyTests {
  private let folder = TemporaryFolder()

  init() { folder.makeVideo("clip.mp4", frames: 2) }

  private func expectFailure(
    _ arguments: [String], code: Int32, says part: String,
    location: SourceLocation = #_sourceLocation
  ) {
    let before = folder.names()
    let result = Subprocess(arguments, in: folder).wait()
    #expect(result.exitCode == code, sourceLocation: location)
    #expect(result.output == "", sourceLocation: location)
    #expect(
      result.errorLines.first?.hasPrefix("rlfn-video: error: ") == true, sourceLocation: location)
    #expect(result.errors.contains(part), "\(result.errors)", sourceLocation: location)
    #expect(folder.names() == before, sourceLocation: location)
  }

  @Test func missingInput() {
    expectFailure(
      ["-i", "nowhere.mp4", "-o", "out.mkv"], code: 3,
      says: "input 'nowhere.mp4' cannot be read: No such file or directory")
  }

  @Test func inputWithoutVideo() {
    folder.write(to: "empty.mp4")
    folder.write("nothing that FFmpeg knows", to: "junk.mp4")
    folder.run(
      program: "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=d=0.1", "sound.mka"])
    for input in ["empty.mp4", "junk.mp4", "sound.mka"] {
      expectFailure(["-i", input, "-o", "out.mkv"], code: 3, says: input)
    }
  }

  @Test func folderWithoutMedia() {
    mkdir(folder.file("empty"), 0o755)
    expectFailure(["-i", "empty", "-o", "out/"], code: 3, says: "folder 'empty' holds no images")
  }

  @Test func outputThatIsTheInput() {
    symlink("clip.mp4", folder.file("link.mp4"))
    let before = folder.checksum("clip.mp4")
    for output in ["clip.mp4", "./clip.mp4", "link.mp4"] {
      expectFailure(
        ["-y", "-i", "clip.mp4", "-o", output], code: 2, says: "is the input 'clip.mp4'")
    }
    #expect(folder.checksum("clip.mp4") == before)
  }

  @Test func reportThatIsTheOutputOrTheInput() {
    mkdir(folder.file("sub"), 0o755)
    link(folder.file("clip.mp4"), folder.file("clip.json"))
    let before = folder.checksum("clip.mp4")
    for (report, says) in [
      ("out.json", "report 'out.json' is the output 'out.json'"),
      ("sub/../out.json", "is the output 'out.json'"),
      ("clip.json", "report 'clip.json' is the input 'clip.mp4'"),
    ] {
      expectFailure(
        ["-y", "-i", "clip.mp4", "-o", "out.json", "--format", "mkv", "--report", report],
        code: 2, says: says)
    }
    #expect(folder.checksum("clip.mp4") == before)
    #expect(folder.names() == ["clip.json", "clip.mp4", "sub"])
  }

  @Test func existingOutputNeedsPermission() {
    folder.write("precious", to: "out.mkv")
    let before = folder.checksum("out.mkv")
    let arguments = ["-i", "clip.mp4", "-o", "out.mkv"]
    expectFailure(arguments, code: 4, says: "output 'out.mkv' exists already")
    expectFailure(["-n"] + arguments, code: 4, says: "-y overwrites")
    #expect(Subprocess(["--skip-existing"] + arguments, in: folder).wait().exitCode == 0)
    #expect(folder.checksum("out.mkv") == before)
    #expect(Subprocess(["-y"] + arguments, in: folder).wait().exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,2")
  }

  @Test func failureKeepsTheOutputThatWasToBeOverwritten() {
    folder.write("precious", to: "out.mkv")
    folder.write("junk", to: "junk.mp4")
    let before = folder.checksum("out.mkv")
    expectFailure(["-y", "-i", "junk.mp4", "-o", "out.mkv"], code: 3, says: "junk.mp4")
    #expect(folder.checksum("out.mkv") == before)
  }

  @Test func imagesThatExistStopASequenceBeforeItStarts() {
    folder.makeImages("in/%d.png", count: 3)
    folder.write("precious", to: "out/2.png")
    expectFailure(["-i", "in", "-o", "out"], code: 4, says: "output 'out/2.png' exists already")
    #expect(folder.names(in: "out") == ["2.png"])
    #expect(folder.run("--skip-existing", "-i", "in", "-o", "out").exitCode == 0)
    #expect(folder.names(in: "out") == ["1.png", "2.png", "3.png"])
    #expect(folder.run(program: "cat", ["out/2.png"]) == "precious")
  }

  /// Tests may run as root, for whom every folder can be written: so below a file, and in /proc.
  @Test func placesThatCannotBeWritten() {
    for output in ["clip.mp4/out.mkv", "no/such/folder/out.mkv", "/proc/out.mkv", "/proc/out/"] {
      expectFailure(["-i", "clip.mp4", "-o", output], code: 4, says: "/out")
    }
    expectFailure(
      ["-i", "clip.mp4", "-i", "clip.mp4", "-o", "clip.mp4/out/", "--suffix", "_x4"], code: 2,
      says: "would both become")
    expectFailure(
      ["-i", "clip.mp4", "-o", "out.mkv", "--report", "no/such/run.json"], code: 4,
      says: "cannot write no/such/run.json: the folder no/such does not exist")
  }

  @Test func optionsThatTheEncoderDoesNotKnow() {
    let arguments = ["-i", "clip.mp4", "-o", "out.mkv"]
    expectFailure(["-c", "libx265x"] + arguments, code: 2, says: "libx265x")
    expectFailure(["-e", "nosuchkey=1"] + arguments, code: 2, says: "nosuchkey")
    expectFailure(["--pix-fmt", "nosuch"] + arguments, code: 2, says: "nosuch")
    expectFailure(["-i", "clip.mp4", "-o", "out.nosuch"], code: 2, says: "out.nosuch")
  }

  @Test func weightsThatAreNoWeightsOrOfAnotherScale() {
    folder.write("junk", to: "w.safetensors")
    let arguments = ["-i", "clip.mp4", "-o", "out.mkv", "--weights"]
    expectFailure(arguments + ["w.safetensors"], code: 5, says: "w.safetensors")
    expectFailure(arguments + ["nowhere.pth"], code: 5, says: "nowhere.pth")
    let twofold =
      Shared.packageRoot + "/Sources/CRLFNKernels/weights/rlfn_ntire_x2_default.safetensors"
    expectFailure(arguments + [twofold, "-s", "4"], code: 2, says: "2 times larger, not 4")
    expectFailure(arguments + [twofold, "-m", "rlfn_s"], code: 2, says: "of model rlfn_ntire")
    #expect(Subprocess(arguments + [twofold], in: folder).wait().exitCode == 0)
    #expect(folder.shape("out.mkv") == "32,32,2")
  }
}
