import RLFNTestSupport
import Testing

/// Size, aspect ratio and orientation, judged by ffprobe.
@Suite struct ShapeTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func ffmpeg(_ arguments: String) { folder.ffmpeg(arguments) }

  private func upscale(_ input: String, _ output: String, _ more: String...) -> Subprocess.Result {
    folder.copyUpscale(input, output, more)
  }

  private func entries(_ name: String, _ entries: String) -> String {
    folder.run(
      program: "ffprobe",
      ["-v", "error", "-select_streams", "v", "-show_entries", "stream=" + entries, "-of"]
        + ["csv=p=0", name]
    ).split(separator: "\n").first.map(String.init) ?? ""
  }

  @Test("--width and --height set the final size, and the picture keeps its shape")
  func finalSize() {
    ffmpeg("-f lavfi -i testsrc2=s=64x36:r=10 -frames:v 2 -vf setsar=4/3 in.mkv")
    let shape = "width,height,sample_aspect_ratio"
    #expect(upscale("in.mkv", "out.mkv", "--width", "100").exitCode == 0)
    #expect(entries("out.mkv", shape) == "100,56,4:3")
    #expect(upscale("in.mkv", "out.mkv", "--height", "90").exitCode == 0)
    #expect(entries("out.mkv", shape) == "160,90,4:3")
    // A third wider than before: pixels become as much narrower.
    #expect(upscale("in.mkv", "out.mkv", "--width", "96", "--height", "72").exitCode == 0)
    #expect(entries("out.mkv", shape) == "96,72,16:9")
  }

  @Test("A final size is the picture that libswscale makes of the network's")
  func finalSizeIsExact() {
    ffmpeg("-f lavfi -i testsrc2=s=64x36:r=10 -frames:v 1 in.png")
    #expect(upscale("in.png", "whole.png").exitCode == 0)
    #expect(upscale("in.png", "small.png", "--width", "80", "--height", "50").exitCode == 0)
    ffmpeg(
      "-i whole.png -vf format=gbrp16,scale=80:50:flags=lanczos+accurate_rnd,format=rgb24 own.png")
    let log = folder.run(
      program: "sh", ["-c", "ffmpeg -v info -i own.png -i small.png -lavfi psnr -f null - 2>&1"])
    #expect(averagePSNR(log) > 40, "\(log.suffix(200))")
  }

  @Test(
    "A picture that is to be turned stands upright in every container", arguments: 1...7)
  func orientations(turn: Int) {
    // The corner of the coded picture that has the light square tells how it is turned.
    ffmpeg(
      "-f lavfi -i color=black:s=32x16:r=10 -vf drawbox=0:0:8:8:white:fill -frames:v 2 -c:v libx264rgb "
        + "-crf 0 plain.mp4")
    let matrices = [
      (0, "hflip"), (0, "vflip"), (0, "hflip,vflip"), (90, ""), (90, "hflip"), (90, "vflip"),
      (90, "hflip,vflip"),
    ]
    let (degrees, flips) = matrices[turn - 1]
    turnContainer("plain.mp4", "turned.mp4", degrees: degrees, flips: flips)
    // ffmpeg turns what it decodes as a player does.
    ffmpeg("-i turned.mp4 -frames:v 1 -pix_fmt gray expected.png")
    for output in ["out.mkv", "out.mp4", "out.webm", "out%d.png"] {
      let codec = output == "out.mp4" || output == "out.mkv" ? ["-c", "libx264"] : []
      let result = Subprocess(
        ["-y", "-i", "turned.mp4", "-o", output, "--weights", "copy.safetensors", "-s", "2"]
          + codec,
        in: folder
      ).wait()
      #expect(result.exitCode == 0 && !result.errors.contains("warning"), "\(result.errors)")
      let name = output == "out%d.png" ? "out1.png" : output
      ffmpeg("-i \(name) -frames:v 1 -vf scale=iw/2:ih/2:flags=area -pix_fmt gray shown.png")
      let log = folder.run(
        program: "sh",
        ["-c", "ffmpeg -v info -i expected.png -i shown.png -lavfi psnr -f null - 2>&1"])
      #expect(averagePSNR(log) > 30, "\(output): \(log.suffix(300))")
    }
  }

  /// Writes the display matrix into the track header, of which ffmpeg 5.1 can only turn.
  private func turnContainer(_ input: String, _ output: String, degrees: Int, flips: String) {
    let script = """
      import struct, sys
      data = bytearray(open(sys.argv[1], 'rb').read())
      degrees, flips = int(sys.argv[3]), sys.argv[4]
      a, b, c, d = (1, 0, 0, 1) if degrees == 0 else (0, 1, -1, 0)
      if 'hflip' in flips: a, c = -a, -c
      if 'vflip' in flips: b, d = -b, -d
      at = data.index(b'tkhd') + 4 + 40
      for index, value in zip((0, 1, 3, 4), (a, b, c, d)):
          struct.pack_into('>i', data, at + 4 * index, value * 65536)
      open(sys.argv[2], 'wb').write(data)
      """
    folder.run(program: "python3", ["-c", script, input, output, "\(degrees)", flips])
  }

  @Test("The orientation of a photo is applied to its pixels", arguments: [3, 6, 8])
  func exif(value: Int) {
    ffmpeg(
      "-f lavfi -i color=black:s=32x16:r=10 -vf drawbox=0:0:8:8:white:fill -frames:v 1 plain.jpg")
    let script = """
      import struct, sys
      data = open('plain.jpg', 'rb').read()
      tiff = b'MM\\0*' + struct.pack('>IHHHIHHI', 8, 1, 0x112, 3, 1, int(sys.argv[1]), 0, 0)
      body = b'Exif\\0\\0' + tiff
      open('photo.jpg', 'wb').write(
          data[:2] + b'\\xff\\xe1' + struct.pack('>H', len(body) + 2) + body + data[2:])
      """
    folder.run(program: "python3", ["-c", script, "\(value)"])
    for output in ["out.png", "out.jpg"] {
      #expect(upscale("photo.jpg", output).exitCode == 0)
      let isUpright = value == 3
      #expect(entries(output, "width,height") == (isUpright ? "64,32" : "32,64"))
      // Where the light square of the upper left corner must be.
      let corner = [3: "16:16:48:16", 6: "16:16:16:0", 8: "16:16:0:48"][value] ?? ""
      let text = folder.run(
        program: "sh",
        [
          "-c",
          "ffmpeg -v error -i \(output) -vf crop=\(corner),scale=1:1:flags=area -pix_fmt gray -f rawvideo - | od -An -tu1",
        ])
      #expect(text.split(separator: " ").first.flatMap { Int($0.filter(\.isNumber)) } ?? 0 > 200)
    }
  }

  @Test("Frames of another size amid a video are brought to the first one's, with a warning")
  func changingSize() {
    ffmpeg("-f lavfi -i testsrc2=s=64x48:r=10 -frames:v 3 -c:v libx264 -bf 0 a.h264")
    ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10 -frames:v 3 -c:v libx264 -bf 0 b.h264")
    folder.run(program: "sh", ["-c", "cat a.h264 b.h264 >in.h264"])
    let result = upscale("in.h264", "out.mkv")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("warning: frame 3 of in.h264 is 32x32"))
    #expect(folder.shape("out.mkv") == "128,96,6")
  }
}
