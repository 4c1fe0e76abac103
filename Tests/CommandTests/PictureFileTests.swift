import RLFNTestSupport
import Testing

/// Pictures in files of their own and those that move in one, judged by ffmpeg and ffprobe.
@Suite struct PictureFileTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  @Test("A JPEG that is cut off or damaged is not passed off as whole", arguments: ["cut", "flip"])
  func tellsOfDamagedJPEG(how: String) {
    folder.ffmpeg("-f lavfi -i testsrc2=s=160x120 -frames:v 1 whole.jpg")
    folder.run(program: "python3", ["-c", Self.damage, how])
    #expect(!folder.copyUpscale("whole.jpg", "out.png", []).errors.contains("damaged"))
    let result = folder.copyUpscale("bad.jpg", "out.png", [])
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("bad.jpg: damaged, decoded as far as possible"))
    #expect(folder.copyUpscale("bad.jpg", "strict.png", ["--strict"]).exitCode == 1)
    #expect(!folder.run(program: "ls", []).contains("strict.png"))
  }

  private static let damage = """
    import sys
    data = bytearray(open("whole.jpg", "rb").read())
    if sys.argv[1] == "cut": del data[len(data) // 2:]
    else: data[len(data) // 2:len(data) // 2 + 3] = b"\\x55\\x00\\xaa"
    open("bad.jpg", "wb").write(data)
    """

  @Test("The colors of WebP are where they are in the same picture as PNG")
  func placesChromaOfWebP() {
    let wave = "geq=lum=128:cb='128+100*sin(2*PI*(X+0.5)/12)':cr=128"
    folder.ffmpeg("-f lavfi -i color=gray:s=96x48,format=yuv444p,\(wave) -frames:v 1 in.png")
    folder.ffmpeg("-i in.png -c:v libwebp -quality 100 -pix_fmt yuv420p in.webp")
    for name in ["in.png", "in.webp"] {
      #expect(folder.copyUpscale(name, "\(name)-out.png", []).exitCode == 0)
    }
    let log = folder.run(
      program: "sh",
      ["-c", "ffmpeg -i in.png-out.png -i in.webp-out.png -lavfi psnr -f null - 2>&1"])
    // Half a pixel further left it is 22 dB.
    #expect(averagePSNR(log) > 30)
  }

  @Test(
    "A picture that rests at the end rests as long, and goes round", arguments: ["gif", "apng"])
  func keepsLastDelay(format: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10 -frames:v 3 -final_delay 200 -loop 0 in.gif")
    let result = folder.copyUpscale("in.gif", "out.\(format)", ["--verify"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let durations = folder.run(
      program: "ffprobe",
      ["-v", "error", "-show_entries", "packet=duration_time", "-of", "csv=p=0", "out.\(format)"]
    ).split(separator: "\n").compactMap { Double($0) }
    #expect(durations == [0.1, 0.1, 2])
    let loop = format == "gif" ? "NETSCAPE2.0" : "acTL\\x00\\x00\\x00\\x03\\x00\\x00\\x00\\x00"
    let search = "print(b'\(loop)' in open('out.\(format)', 'rb').read())"
    #expect(folder.run(program: "python3", ["-c", search]) == "True\n")
  }

  @Test("Without loss, RGB is RGB")
  func keepsRGBWithoutLoss() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 2 -pix_fmt rgb24 in%d.png")
    #expect(folder.copyUpscale("in%d.png", "out.mkv", ["--lossless"]).exitCode == 0)
    #expect(folder.copyUpscale("in%d.png", "out%d.png", []).exitCode == 0)
    let ownPixels = folder.frameChecksums("out.mkv", ["-pix_fmt", "rgb24"])
    #expect(ownPixels.count == 2)
    #expect(ownPixels == folder.frameChecksums("out%d.png", ["-pix_fmt", "rgb24"]))
  }

  @Test("verify sees that images show something else")
  func looksAtImages() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x48 -frames:v 2 in%d.png")
    folder.ffmpeg("-f lavfi -i color=black:s=128x96 -frames:v 2 black%d.png")
    #expect(folder.copyUpscale("in%d.png", "out%d.png", ["--verify"]).exitCode == 0)
    #expect(folder.verify("in1.png", "out1.png", ["-s", "2"]).exitCode == 0)
    #expect(folder.verify("in1.png", "black1.png", ["-s", "2"]).exitCode == 1)
  }

  @Test("A folder leaves out no picture that it can or cannot read")
  func takesAllPicturesOfAFolder() {
    folder.run(program: "mkdir", ["in"])
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 1 in/a.png")
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 1 -f mjpeg in/b.jfif")
    #expect(folder.copyUpscale("in", "out", []).exitCode == 0)
    #expect(folder.run(program: "ls", ["out"]) == "a.png\nb.png\n")
    folder.write("nothing that FFmpeg reads", to: "in/c.heic")
    #expect(folder.copyUpscale("in", "out", []).errors.contains("cannot read in/c.heic"))
  }

  @Test("An image of another size is named, and --pix-fmt is refused for images")
  func namesWhatIsWrong() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 1 a.png")
    folder.ffmpeg("-f lavfi -i testsrc2=s=48x32 -frames:v 1 b.png")
    let mixed = folder.copyUpscale("?.png", "out.mkv", [])
    #expect(mixed.exitCode == 1)
    #expect(mixed.errors.contains("b.png is 48x32, but the first one 32x32"))
    let format = folder.copyUpscale("a.png", "out.png", ["--pix-fmt", "gray"])
    #expect(format.exitCode == 2)
    #expect(format.errors.contains("--pix-fmt"))
  }
}
