import RLFNTestSupport
import Testing

/// Transparency, judged by ffmpeg.
@Suite struct AlphaTests {
  private let folder = TemporaryFolder()

  /// Opaque red on the left, half transparent green in the middle, nothing (with white under it) on the right.
  private func makePicture() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    folder.run(
      program: "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "color=red:s=48x32:r=10,format=rgba", "-vf",
        "geq=r='if(lt(X,16),255,if(lt(X,32),0,255))':g='if(lt(X,16),0,255)'"
          + ":b='if(lt(X,32),0,255)':a='if(lt(X,16),255,if(lt(X,32),128,0))'",
        "-frames:v", "3", "-c:v", "png", "in.mov",
      ])
  }

  /// Red, green, blue and alpha of the pixel in the middle of each third of the first frame.
  private func thirds(_ name: String, decoder: [String] = []) -> [[Int]] {
    let text = folder.run(
      program: "sh",
      [
        "-c",
        "ffmpeg -v error \(decoder.joined(separator: " ")) -i \(name) -frames:v 1 -pix_fmt rgba "
          + "-f rawvideo - | od -An -v -tu1 -w4",
      ])
    let pixels = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    guard pixels.count == 96 * 64 else { return [] }
    return [16, 48, 80].map { pixels[32 * 96 + $0] }
  }

  private func isNear(_ left: [[Int]], _ right: [[Int]], _ tolerance: Int) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { zip($0, $1).allSatisfy { abs($0 - $1) <= tolerance } }
  }

  @Test(
    "Alpha is kept where the output has it",
    arguments: [
      ("out.mkv", ["-c", "ffv1"], 0), ("out.mov", ["-c", "prores_ks"], 3),
      ("out.mov", ["-c", "qtrle"], 0), ("out.mov", [], 3), ("out.mov", ["--lossless"], 0),
      ("out.mkv", [], 0), ("out.avi", [], 0), ("out.nut", [], 0), ("out.apng", [], 0),
      ("out.webm", [], 6),
      ("out.png", ["--frames", "1"], 0), ("out.webp", ["--frames", "1"], 10),
    ])
  func isKept(output: String, arguments: [String], tolerance: Int) {
    makePicture()
    let isImage = arguments.contains("--frames")
    let target = isImage ? "%d" + output : output
    let result = Subprocess(
      ["-i", "in.mov", "-o", target, "--weights", "copy.safetensors", "-s", "2"] + arguments,
      in: folder
    ).wait()
    #expect(result.exitCode == 0 && !result.errors.contains("warning"), "\(result.errors)")
    let choices = ["out.mov", "out.mkv", "out.avi", "out.nut"]
    let isChosen = choices.contains(output) && !arguments.contains("-c")
    #expect(result.errors.contains("in.mov has transparency: encoded with ") == isChosen)
    let found = thirds(
      isImage ? "1" + output : output,
      decoder: output.hasSuffix("webm") ? ["-c:v", "libvpx-vp9"] : [])
    #expect(found.count == 3)
    // What lies under nothing is of no account.
    let visible = found.prefix(2).map { $0 }
    #expect(isNear(visible, [[255, 0, 0, 255], [0, 255, 0, 128]], tolerance), "\(found)")
    #expect(found.last?.last ?? 255 <= tolerance)
  }

  @Test("Who says anything of the encoder, or what is behind the picture, gets the usual one")
  func encoderIsTheUsers() {
    makePicture()
    for (arguments, codec) in [
      (["--crf", "20"], "h264"), (["--background", "white"], "h264"), (["-c", "ffv1"], "ffv1"),
      ([], "ffv1"),
    ] {
      #expect(folder.copyUpscale("in.mov", "out.mkv", arguments).exitCode == 0)
      let found = folder.run(
        program: "ffprobe",
        ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", "out.mkv"])
      #expect(found == codec + "\n", "\(arguments)")
    }
    folder.run(
      program: "sh",
      [
        "-c",
        "\"$0\" -q -i in.mov -o - --format nut --weights copy.safetensors -s 2 | cat >pipe.nut",
        Subprocess.program,
      ])
    #expect(thirds("pipe.nut").map(\.last) == [255, 128, 0], "raw pictures have alpha too")
  }

  @Test("RGB that begins opaque counts as opaque, whether or not it has alpha")
  func opaqueIsOpaque() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    func codec(_ name: String) -> String {
      folder.run(
        program: "ffprobe",
        ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", name])
    }
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=1,format=rgba -c:v png opaque.mov")
    folder.ffmpeg("-i opaque.mov opaque.gif")
    for (input, output) in [("opaque.mov", "out.mov"), ("opaque.gif", "out.mkv")] {
      let result = folder.copyUpscale(input, output, [])
      #expect(result.exitCode == 0 && !result.errors.contains("transparen"), "\(result.errors)")
      #expect(codec(output) == "h264\n")
      #expect(folder.verify(input, output, ["-s", "2"]).exitCode == 0)
    }
    // YUV with alpha is nobody's habit.
    folder.ffmpeg(
      "-i opaque.mov -c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le -alpha_bits 16 declared.mov"
    )
    #expect(folder.copyUpscale("declared.mov", "out.mov", []).exitCode == 0)
    #expect(codec("out.mov") == "prores\n")
    // A picture that fades in its second half.
    folder.ffmpeg("-i opaque.mov -vf fade=out:5:5:alpha=1 -c:v png fading.mov")
    let fading = folder.copyUpscale("fading.mov", "out.mkv", [])
    #expect(
      folder.verify("fading.mov", "out.mkv", ["-s", "2"]).report?.losses
        == ["alpha: missing"])
    #expect(codec("out.mkv") == "h264\n")
    #expect(
      fading.errorLines.count {
        $0.hasPrefix("rlfn-video: warning: fading.mov is transparent from frame 6 on: composed")
      } == 1, "\(fading.errors)")
    #expect(folder.copyUpscale("fading.mov", "out.mkv", ["-c", "ffv1"]).exitCode == 0)
    #expect(
      folder.run(
        program: "ffprobe",
        ["-v", "error", "-show_entries", "stream=pix_fmt", "-of", "csv=p=0", "out.mkv"]) == "bgra\n"
    )
  }

  @Test("GIF keeps what is fully transparent")
  func isKeptInGIF() {
    makePicture()
    #expect(
      folder.run("-i", "in.mov", "-o", "out.gif", "--weights", "copy.safetensors", "-s", "2")
        .exitCode == 0)
    let found = thirds("out.gif")
    #expect(found.first == [255, 0, 0, 255] && found.last?.last == 0, "\(found)")
  }

  @Test(
    "Where the output has none, the picture is composed over black with a warning, or over --background"
  )
  func isComposed() {
    makePicture()
    let arguments = ["-i", "in.mov", "--weights", "copy.safetensors", "-s", "2", "-y"]
    let plain = Subprocess(arguments + ["-o", "out.mp4", "-c", "libx264rgb"], in: folder).wait()
    #expect(plain.errors.contains("warning: in.mov is transparent: composed over black"))
    #expect(isNear(thirds("out.mp4"), [[255, 0, 0, 255], [0, 128, 0, 255], [0, 0, 0, 255]], 5))
    let blue = Subprocess(
      arguments + ["-o", "blue.mp4", "-c", "libx264rgb", "--background", "#0000ff"], in: folder
    ).wait()
    #expect(!blue.errors.contains("warning"))
    #expect(
      isNear(thirds("blue.mp4"), [[255, 0, 0, 255], [0, 128, 127, 255], [0, 0, 255, 255]], 5))
  }

  @Test(
    "A network that disturbs flat areas leaves opaque pixels opaque and invisible ones invisible")
  func flatAreasStay() {
    makePicture()
    #expect(
      folder.run("-i", "in.mov", "-o", "real%d.png", "-s", "2", "--frames", "1").exitCode == 0)
    let found = thirds("real1.png")
    #expect(found.map(\.last) == [255, 128, 0], "\(found)")
  }
}
