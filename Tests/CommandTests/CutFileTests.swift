import RLFNTestSupport
import Testing

/// Files that are cut off, and whole ones whose ends nobody expects.
@Suite struct CutFileTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func make(_ name: String, _ settings: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=25,noise=alls=40:allf=t -frames:v 30 \(settings) \(name)")
  }

  private func shell(_ line: String) { folder.run(program: "sh", ["-c", line]) }

  @Test(
    "A file that is cut off is missed aloud",
    arguments: [
      ("clip.mkv", "-c:v mjpeg"), ("clip.webm", "-c:v libvpx"),
      ("clip.mp4", "-c:v mjpeg -movflags faststart"), ("clip.nut", "-c:v mjpeg"),
      ("clip.avi", "-c:v mjpeg"), ("clip.ts", "-c:v libx264"), ("clip.m2ts", "-c:v mpeg2video"),
      ("clip.gif", ""), ("clip.apng", ""), ("clip.y4m", ""), ("clip.ogv", "-c:v libtheora"),
      ("clip.mxf", "-c:v mpeg2video"), ("clip.wmv", "-c:v wmv2"), ("clip.flv", "-c:v flv"),
    ])
  func namesCutFiles(name: String, settings: String) {
    make(name, settings)
    #expect(!folder.copyUpscale(name, "out.mkv", []).errors.contains("damaged"))
    #expect(folder.shape("out.mkv") == "128,96,30")
    shell("truncate -s $(($(stat -c %s \(name)) * 6 / 10)) \(name)")
    let result = folder.copyUpscale(name, "out.mkv", [])
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines.count {
        $0.hasPrefix("rlfn-video: warning: \(name) is damaged: reading ended early (")
      } == 1, "\(result.errors)")
    #expect(folder.copyUpscale(name, "out.mkv", ["--strict"]).exitCode == 1)
    #expect(folder.copyUpscale(name, "out.mkv", ["--strict", "--frames", "2"]).exitCode == 0)
  }

  @Test("What is cut off in front of a whole last frame or packet is missed too")
  func namesCutEnds() {
    make("clip.nut", "-c:v mjpeg")
    make("clip.gif", "")
    make("clip.ogv", "-c:v libtheora")
    let positions = folder.run(
      program: "ffprobe",
      ["-v", "error", "-show_entries", "packet=pos,size", "-of", "csv=p=0", "clip.nut"]
    ).split(separator: "\n").compactMap { line in
      line.split(separator: ",").compactMap { Int($0) }.reduce(0, +)
    }
    #expect(positions.count == 30)
    shell("truncate -s \(positions[19]) clip.nut; truncate -s -1 clip.gif")
    shell(
      "at=$(grep -abo OggS clip.ogv | tail -n 1 | cut -d : -f 1); truncate -s $at clip.ogv")
    for name in ["clip.nut", "clip.gif", "clip.ogv"] {
      let result = folder.copyUpscale(name, "out.mkv", [])
      #expect(result.errors.contains("\(name) is damaged: reading ended early"), "\(result.errors)")
    }
  }

  @Test("A pipe that breaks is missed aloud", arguments: ["nut", "y4m"])
  func namesBrokenPipes(name: String) {
    let format = name == "nut" ? "-c:v rawvideo -f nut" : "-f yuv4mpegpipe"
    for (filter, isCut) in [("cat", false), ("head -c 70000", true)] {
      let result = Subprocess(
        [
          "-c",
          "ffmpeg -v quiet -f lavfi -i testsrc2=s=64x48:r=25 -frames:v 30 \(format) - | \(filter) | "
            + "\"$0\" -y -i - -o out.mkv --weights copy.safetensors -s 2", Subprocess.program,
        ], program: "sh", in: folder
      ).wait()
      #expect(result.exitCode == 0)
      #expect(result.errors.contains("standard input is damaged") == isCut, "\(result.errors)")
    }
  }

  @Test(
    "Whole files with odd ends are whole",
    arguments: [
      // What lies behind the end.
      ("clip.gif", "", "printf ';;abc' >>clip.gif"), ("clip.apng", "", "echo abc >>clip.apng"),
      ("clip.ogv", "-c:v libtheora", "echo abc >>clip.ogv"),
      ("clip.avi", "-c:v mjpeg", "echo abc >>clip.avi"),
      ("clip.ts", "-c:v libx264", "head -c 300 /dev/zero >>clip.ts"),
      // What is written into pipes, or without what is usual.
      (
        "clip.avi", "-c:v mjpeg",
        "ffmpeg -v error -i clip.avi -c copy -f avi - | cat >out && mv out clip.avi"
      ),
      (
        "clip.wmv", "-c:v wmv2",
        "ffmpeg -v error -i clip.wmv -c copy -f asf - | cat >out && mv out clip.wmv"
      ),
      (
        "clip.flv", "-c:v flv",
        "ffmpeg -v error -i clip.flv -c copy -f flv - | cat >out && mv out clip.flv"
      ),
      (
        "clip.mxf", "-c:v mpeg2video",
        "ffmpeg -v error -i clip.mxf -c copy -f mxf - | cat >out && mv out clip.mxf"
      ),
      ("clip.nut", "-c:v mjpeg -fflags +bitexact -write_index 0", ""),
      // Two recordings in one.
      ("clip.ts", "-c:v libx264", "cat clip.ts clip.ts >out && mv out clip.ts"),
    ])
  func wholeFilesAreWhole(name: String, settings: String, change: String) {
    make(name, settings)
    shell(change)
    let result = folder.copyUpscale(name, "out.mkv", ["--strict"])
    #expect(result.exitCode == 0 && !result.errors.contains("damaged"), "\(result.errors)")
  }
}
