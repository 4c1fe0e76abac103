import Glibc
import RLFNTestSupport
import Testing

/// What the program finds around it: names, folders and streams that others made, and inputs beyond all measure.
@Suite struct SurroundingsTests {
  private let folder = TemporaryFolder()

  init() { folder.makeVideo("clip.mp4", frames: 3) }

  @Test func argumentsThatAreNotUTF8AreRefused() {
    let name = "\"$(printf 'caf\\351.mkv')\""
    for arguments in ["-i \(name) -o out.mkv", "-i clip.mp4 -o \(name)"] {
      let result = folder.shell(
        "cp clip.mp4 \(name); \"$0\" -y \(arguments); code=$?; rm \(name); exit $code")
      #expect(result.exitCode == 2)
      #expect(
        result.errorLines.first == "rlfn-video: error: argument 'caf\u{FFFD}.mkv' is not UTF-8")
      #expect(folder.names() == ["clip.mp4"])
    }
  }

  @Test func imagesThatCannotBeReadAreNotLeftOutInSilence() {
    folder.makeImages("in/%d.png", count: 2)
    folder.run(program: "sh", ["-c", "touch in/$(printf '\\351.txt')"])
    #expect(folder.run("-i", "in", "-o", "out").exitCode == 0, "what is no image does not matter")
    symlink("nowhere.png", folder.file("in/3.png"))
    for input in ["in", "in/*.png"] {
      let link = folder.run("-y", "-i", input, "-o", "out")
      #expect(link.exitCode == 3)
      #expect(link.errors.contains("input 'in/3.png' cannot be read: No such file"))
    }
    folder.run(program: "sh", ["-c", "mv in/3.png in/$(printf '\\351.png')"])
    let name = folder.run("-y", "-i", "in", "-o", "out")
    folder.run(program: "sh", ["-c", "rm in/*"])
    #expect(name.exitCode == 3)
    #expect(name.errorLines.last == "rlfn-video: hint: its name is not UTF-8: rename it")
  }

  /// Tests may run as root, for whom everything can be read and written: so as somebody else.
  @Test(.enabled(if: geteuid() == 0, "only root can run a program as somebody else"))
  func protectedFilesAreLeftAloneAndNamed() {
    func run(_ arguments: String) -> Subprocess.Result {
      folder.shell(
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups ./program \(arguments)")
    }
    chmod(folder.path, 0o777)
    #expect(folder.shell("cp \"$0\" program").exitCode == 0)
    // The libraries that it needs may lie where nobody else may go.
    guard run("--version").exitCode == 0 else { return }
    folder.makeImages("in/%d.png", count: 2)
    folder.write("precious", to: "own.mkv")
    folder.write(to: ".new.mkv.partial")
    for (name, mode) in [("own.mkv", 0o444), (".new.mkv.partial", 0o600), ("in", 0)] {
      chmod(folder.file(name), mode_t(mode))
    }
    let pattern = run("-i 'in/*.png' -o out.mkv")
    #expect(pattern.exitCode == 3)
    #expect(pattern.errors.contains("input 'in/*.png' cannot be read: Permission denied"))
    let replaced = run("-y -i clip.mp4 -o own.mkv")
    #expect(replaced.exitCode == 4)
    #expect(replaced.errors == "rlfn-video: error: cannot write own.mkv: Permission denied\n")
    #expect(folder.run(program: "cat", ["own.mkv"]) == "precious")
    let hidden = run("-i clip.mp4 -o new.mkv")
    #expect(hidden.exitCode == 4)
    #expect(hidden.errors.contains("its temporary file ./.new.mkv.partial: Permission denied"))
    chmod(folder.file("in"), 0o755)
  }

  @Test func aPercentSignInAFoldersNameIsNoNumber() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=16x16:r=10 -frames:v 4 x.apng")
    for name in ["100%", "take %d"] {
      for output in ["out.mkv", "%d.png", "out.gif", "frames/"] {
        folder.write(to: "\(name)/moving.png")
        folder.run(program: "cp", ["x.apng", "\(name)/moving.png"])
        let result = folder.run("-q", "-i", "\(name)/moving.png", "-o", "\(name)/\(output)")
        #expect(result.exitCode == 0, "\(result.errors)")
        if output.hasPrefix("out") { #expect(folder.shape("\(name)/\(output)") == "64,64,4") }
      }
      #expect(folder.names(in: name + "/frames").count == 4)
      #expect(folder.names(in: name).count == 8)
      // For a pattern no folder is made.
      let again = folder.run("-q", "-i", "\(name)/%d.png", "-o", "\(name) again/%02d.jpg")
      #expect(again.exitCode == 4, "\(again.errors)")
      let batch = folder.run("-q", "-i", "\(name)/frames", "-i", "clip.mp4", "-o", "\(name) all/")
      #expect(batch.exitCode == 0, "\(batch.errors)")
      #expect(folder.names(in: name + " all") == ["clip.mp4", "frames"])
      #expect(folder.run("-q", "-i", "\(name)/%d.png", "-o", "\(name) x/").exitCode == 0)
      #expect(folder.names(in: name + " x") == ["1.png", "2.png", "3.png", "4.png"])
    }
  }

  @Test func aPartWithoutImagesIsTheUsersMistake() {
    folder.makeImages("in/%d.png", count: 2)
    for output in ["film.mkv", "out/"] {
      let result = folder.run("-i", "in", "-o", output, "--ss", "100")
      #expect(result.exitCode == 2)
      #expect(result.errors.contains("lies in the part that is asked for"))
      #expect(folder.names() == ["clip.mp4", "in"])
    }
  }

  @Test func standardStreamsThatAreClosedAreNotWrittenIntoFiles() {
    #expect(folder.run("-q", "-i", "clip.mp4", "-o", "open.mkv").exitCode == 0)
    #expect(folder.shell("\"$0\" -v -i clip.mp4 -o shut.mkv <&- 2>&-").exitCode == 0)
    #expect(folder.checksum("shut.mkv").prefix(64) == folder.checksum("open.mkv").prefix(64))
    #expect(folder.shell("\"$0\" -i - -o none.mkv <&-").exitCode == 3)
    #expect(folder.shell("\"$0\" -i clip.mp4 -o - >&-").exitCode == 4)
  }

  @Test func noFolderIsNeededButThoseOfInputAndOutput() {
    let result = folder.shell(
      "exec env -i HOME=/proc/none TMPDIR=/proc/none XDG_CACHE_HOME=/proc/none \"$0\" -q -i clip.mp4 -o out.mkv"
    )
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    #expect(folder.names() == ["clip.mp4", "out.mkv"])
  }

  @Test func aHugeSizeIsRefusedWithoutTakingMemory() {
    folder.write("YUV4MPEG2 W65536 H65536 F25:1 C420\nFRAME\n0123456789", to: "huge.y4m")
    let result = folder.shell("ulimit -v 4000000; exec \"$0\" -i huge.y4m -o out.mkv")
    #expect(result.exitCode == 3)
    #expect(
      result.errors
        == "rlfn-video: error: cannot read huge.y4m: Picture size 65536x65536 is invalid\n")
  }

  @Test(arguments: ["out.mkv", "out.png"]) func aHugeOutputIsRefusedWithoutTakingMemory(
    output: String
  ) {
    let result = folder.shell(
      "ulimit -v 4000000; exec \"$0\" -i clip.mp4 -o \(output) --frames 1 --width 65536 --height 65536"
    )
    #expect(result.exitCode == 2)
    #expect(
      result.errorLines.first
        == "rlfn-video: error: a picture of 65536x65536 is larger than FFmpeg takes")
    #expect(folder.names() == ["clip.mp4"])
  }

  @Test func aTimeThatJumpsFarIsFilledFrameByFrame() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=16x16:r=1 -frames:v 2 -vf setpts=N*360000/TB jump.mkv")
    let result = folder.shell(
      "ulimit -v 4000000; exec \"$0\" -q -i jump.mkv -o out.mkv --fps-mode cfr:1000 --frames 3")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(folder.shape("out.mkv") == "64,64,3")
  }

  @Test func moreThreadsThanTheSystemGivesForStagesAreNoDeadlock() {
    // Only a run that hangs takes two minutes.
    let result = folder.shell("exec timeout -s KILL 120 \"$0\" -q -i clip.mp4 -o frames/ -j 300")
    #expect(result.exitCode == 0)
    #expect(folder.names(in: "frames").count == 3)
  }
}
