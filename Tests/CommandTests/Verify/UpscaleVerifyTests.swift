import RLFNTestSupport
import Testing

/// `upscale --verify`, with a network that only copies.
@Suite struct UpscaleVerifyTests {
  private let folder = TemporaryFolder()
  private static let options = ["--weights", "copy.safetensors", "--preset", "ultrafast"]

  init() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    VerifySources.makeRich(in: folder)
  }

  private func upscale(_ arguments: String...) -> Subprocess.Result {
    Subprocess(arguments + Self.options, in: folder).wait()
  }

  @Test("A container that holds everything passes")
  func passes() {
    let result = upscale("-i", "rich.mkv", "-o", "out.mkv", "--verify")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.errorLines.contains { $0.wholeMatch(of: /verified: \d+ checks, nothing lost/) != nil })
    #expect(folder.verify("rich.mkv", "out.mkv", ["-s", "2"]).exitCode == 0)
    #expect(folder.verify("rich.mkv", "out.mkv", ["-s", "4"]).exitCode == 1)
  }

  @Test("What the container cannot hold ends with code 1 and is named; the output stays")
  func namesLosses() {
    let result = upscale("-i", "rich.mkv", "-o", "out.mp4", "--verify")
    #expect(result.exitCode == 1)
    #expect(
      result.errors.contains(
        "warning: stream 5 (attachment): not in this container (font.ttf -> nothing)"))
    #expect(result.errors.contains("error: output 'out.mp4' differs from its input in "))
    #expect(folder.shape("out.mp4") == "128,96,40")
  }

  @Test("Parts are held against the same part of the input")
  func verifiesParts() {
    for part in [
      ["--frames", "7"], ["--ss", "0.8", "--to", "1.5"], ["--ss", "0.9"], ["--ss", "0.5"],
    ] {
      let arguments = ["-y", "-i", "rich.mkv", "-o", "part.mkv", "--verify"] + part + Self.options
      let result = Subprocess(arguments, in: folder).wait()
      #expect(result.exitCode == 0, "\(part): \(result.errors)")
      #expect(folder.verify("rich.mkv", "part.mkv", part).exitCode == 0)
      #expect(folder.verify("rich.mkv", "part.mkv").exitCode == 1)
    }
  }

  @Test(
    "A rate, a size or a stream that was asked for is what is expected",
    arguments: [
      "--fps-mode cfr:25", "--fps-mode cfr:30000/1001 --frames 13", "--fps-mode cfr:7 --ss 0.5",
      "--width 100", "--height 90", "--width 96 --height 72", "--video-stream 3",
      "--width 90 --fps-mode cfr:50 --to 1.1",
    ])
  func verifiesWhatWasAskedFor(words: String) {
    let wishes = words.split(separator: " ").map(String.init)
    let arguments = ["-y", "-i", "rich.mkv", "-o", "out.mkv", "--verify"] + wishes + Self.options
    let result = Subprocess(arguments, in: folder).wait()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(folder.verify("rich.mkv", "out.mkv", wishes).exitCode == 0)
    // Without a word of it, the output is another video.
    #expect(folder.verify("rich.mkv", "out.mkv").exitCode == 1)
  }

  @Test(
    "A copied video keeps its frames' order, though Matroska does not say when they are decoded")
  func copiedVideoKeepsItsTimes() {
    func times(_ name: String, _ stream: String) -> [Substring] {
      folder.run(
        program: "ffprobe",
        ["-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of"]
          + ["csv=p=0", name]
      ).split(separator: "\n")
    }
    let expected = times("rich.mkv", "v:0")
    #expect(expected.count == 40 && expected != expected.sorted())
    for output in ["out.mkv", "out.mp4"] {
      let result = upscale("-y", "-i", "rich.mkv", "-o", output, "--video-stream", "3")
      #expect(result.exitCode == 0)
      #expect(times(output, "v:0") == expected, "\(output)")
    }
  }

  @Test(
    "A size that was asked for is that of the turned picture", arguments: ["out.mkv", "out.mp4"])
  func verifiesTurnedSizes(output: String) {
    VerifySources.makeHDR(in: folder)
    for wishes in [
      ["--width", "90"], ["--height", "70", "--ss", "0.3"], ["--fps-mode", "cfr:25"],
    ] {
      let arguments = ["-y", "-i", "hdr.mp4", "-o", output, "--verify"] + wishes + Self.options
      let result = Subprocess(arguments, in: folder).wait()
      #expect(result.exitCode == 0, "\(wishes): \(result.errors)")
      #expect(folder.verify("hdr.mp4", output, wishes).exitCode == 0)
    }
  }

  @Test(
    "Whole pictures made of fields keep number and times",
    arguments: ["auto", "bwdif", "yadif", "off"])
  func verifiesDeinterlaced(method: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=50:d=1 -vf tinterlace=interleave_top,fieldorder=tff -c:v mpeg2video "
        + "-flags +ildct+ilme -bf 2 fields.mkv")
    #expect(upscale("-i", "fields.mkv", "-o", "out.mkv").exitCode == 2)
    let result = upscale(
      "-i", "fields.mkv", "-o", "out.mkv", "--verify", "--deinterlace", method)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(folder.shape("out.mkv") == "128,96,25")
    #expect(folder.verify("fields.mkv", "out.mkv", ["-s", "2"]).exitCode == 0)
  }

  @Test("Streams that were not asked for are not missed")
  func knowsWhatWasAskedFor() {
    let wishes = ["--audio", "none", "--subtitles", "none", "--metadata", "none"]
    let arguments = ["-i", "rich.mkv", "-o", "out.mkv", "--verify"] + wishes + Self.options
    let result = Subprocess(arguments, in: folder).wait()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(folder.verify("rich.mkv", "out.mkv", wishes).exitCode == 0)
    #expect(folder.verify("rich.mkv", "out.mkv").exitCode == 1)
  }

  @Test("Streams that do not fit and are dropped as asked are not missed, others are")
  func knowsWhatWasDropped() {
    // Without the first sound, which is the default, the second is that.
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=0.5 -f lavfi -i sine=d=0.5 -map 0 -map 1 -map 1 -c:v libx264 "
        + "-c:a:0 flac -c:a:1 aac -disposition:a:0 default -disposition:a:1 0 -attach font.ttf "
        + "-metadata:s:t mimetype=application/x-truetype-font in.mkv")
    let result = folder.copyUpscale("in.mkv", "out.mov", ["--verify", "--drop-unfit"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let (exitCode, report) = folder.verify("in.mkv", "out.mov", ["-s", "2", "--drop-unfit"])
    #expect(exitCode == 0)
    for check in ["streams", "stream 1 (audio)", "stream 3 (attachment)"] {
      #expect(report?.verdict(check) == "dropped as asked", "\(check)")
    }
    #expect(
      folder.verify("in.mkv", "out.mov", ["-s", "2"]).report?.verdict("stream 1 (audio)")
        == "not in this container")
    // What would have fitted is not excused.
    folder.ffmpeg("-i out.mov -map 0:v -c copy mute.mov")
    let mute = folder.verify("in.mkv", "mute.mov", ["-s", "2", "--drop-unfit"])
    #expect(mute.exitCode == 1 && mute.report?.verdict("stream 2 (audio)") == "missing")
  }

  @Test("Images are verified too")
  func verifiesImages() {
    folder.makeImages("in/%d.png", count: 3)
    #expect(upscale("-i", "in", "-o", "big/", "--verify").exitCode == 2)
    let arguments = ["-i", "in", "-o", "big/", "--verify", "--weights", "copy.safetensors"]
    #expect(Subprocess(arguments, in: folder).wait().exitCode == 0)
  }

  @Test("Pipes cannot be read again")
  func refusesPipes() {
    let result = upscale("-i", "rich.mkv", "-o", "-", "--verify")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--verify reads input and output again"))
  }
}
