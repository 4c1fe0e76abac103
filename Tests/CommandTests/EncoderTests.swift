import RLFNTestSupport
import Testing

/// Encoders, streams and damage, judged by ffprobe and ffmpeg.
@Suite struct EncoderTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func ffmpeg(_ arguments: String) { folder.ffmpeg(arguments) }

  private func upscale(_ input: String, _ output: String, _ more: [String] = [])
    -> Subprocess.Result
  {
    folder.copyUpscale(input, output, more)
  }

  private func probe(_ name: String, _ entries: String, _ streams: String = "v:0") -> String {
    folder.run(
      program: "ffprobe",
      ["-v", "error", "-select_streams", streams, "-show_entries", entries, "-of", "csv=p=0", name]
    ).split(separator: "\n").joined(separator: ";")
  }

  @Test(
    "--lossless keeps every code of the picture",
    arguments: [
      ("libx264", "out.mp4"), ("libx265", "out.mkv"), ("libvpx-vp9", "out.webm"),
      ("ffv1", "out.mkv"),
    ])
  func lossless(codec: String, output: String) {
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=5 -frames:v 2 -pix_fmt yuv444p -color_range tv -colorspace bt709 -c:v ffv1 in.mkv"
    )
    let result = upscale("in.mkv", output, ["-c", codec, "--lossless"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(probe(output, "stream=pix_fmt") == "yuv444p")
    #expect(upscale("in.mkv", "raw.y4m", ["--pix-fmt", "yuv444p"]).exitCode == 0)
    let pictures = folder.frameChecksums(output, ["-fps_mode", "passthrough"])
    #expect(pictures.count == 2)
    #expect(pictures == folder.frameChecksums("raw.y4m", ["-fps_mode", "passthrough"]))
  }

  @Test("What cannot be lossless, or has no constant quality or preset, says so")
  func controlsThatAreMissing() {
    ffmpeg("-f lavfi -i testsrc2=s=32x32:r=5 -frames:v 2 in.mkv")
    for (arguments, message, hint) in [
      (["-c", "mpeg4", "--lossless"], "cannot compress without loss", "libx264"),
      (["-c", "ffv1", "--crf", "5"], "no constant quality", "-e KEY=VALUE"),
      (["-c", "ffv1", "--preset", "slow"], "has no option preset", ""),
      (["-c", "libx264", "-e", "aq-mod=1"], "has no option aq-mod", "did you mean aq-mode?"),
      (["-c", "libx264", "-e", "coder=cabad"], "does not take coder=cabad", "cabac"),
      (["-c", "libx264", "--preset", "medum"], "preset", ""),
    ] {
      let result = upscale("in.mkv", "out.mkv", arguments)
      #expect(result.exitCode == 2, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(message) && result.errors.contains(hint), "\(result.errors)")
      #expect(!folder.names().contains("out.mkv"))
    }
  }

  @Test(
    "--crf and --preset reach every encoder",
    arguments: [
      ("libx264", "out.mkv"), ("libx265", "out.mkv"), ("libsvtav1", "out.mkv"),
      ("libvpx-vp9", "out.webm"), ("mpeg4", "out.mkv"), ("prores_ks", "out.mov"),
    ])
  func crf(codec: String, output: String) {
    ffmpeg("-f lavfi -i testsrc2=s=64x64:r=5 -frames:v 4 in.mkv")
    var sizes: [Int] = []
    for crf in ["2", "30"] {
      let preset =
        codec == "mpeg4" ? [] : ["--preset", codec == "prores_ks" ? "hq" : "ultrafast"]
      let result = upscale("in.mkv", output, ["-c", codec, "--crf", crf] + preset)
      #expect(result.exitCode == 0, "\(result.errors)")
      sizes.append(Int(probe(output, "format=size").filter(\.isNumber)) ?? 0)
    }
    #expect(sizes[0] > sizes[1], "\(sizes)")
  }

  @Test(
    "Encoders that count frames, or only so finely, take steady sources of any time base",
    arguments: ["mpeg4", "mpeg2video"])
  func coarseClocks(codec: String) {
    for rate in ["25", "30000/1001", "24000/1001"] {
      ffmpeg(
        "-f lavfi -i testsrc2=s=32x32:r=\(rate) -frames:v 30 -c:v libx264 -video_track_timescale 90000 in.mp4"
      )
      let result = upscale("in.mp4", "out.mkv", ["-c", codec])
      #expect(result.exitCode == 0 && !result.errors.contains("warning"), "\(result.errors)")
      #expect(folder.verify("in.mp4", "out.mkv", ["-s", "2"]).exitCode == 0)
    }
  }

  @Test("MPEG-4 keeps uneven times to a unit of its clock; MPEG-2 says that it has one rate")
  func coarseClocksOfUnevenTimes() {
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=25 -frames:v 30 -vf 'settb=1/90000,setpts=PTS+mod(N\\,3)*333' -c:v libx264 "
        + "-fps_mode vfr -enc_time_base 1/90000 -video_track_timescale 90000 in.mp4")
    let fine = upscale("in.mp4", "out.mov", ["-c", "mpeg4"])
    #expect(fine.exitCode == 0 && !fine.errors.contains("warning"), "\(fine.errors)")
    #expect(folder.verify("in.mp4", "out.mov", ["-s", "2"]).exitCode == 0)
    let coarse = upscale("in.mp4", "out.mkv", ["-c", "mpeg2video"])
    #expect(coarse.exitCode == 0)
    #expect(coarse.errors.contains("warning: mpeg2video has one frame rate ("), "\(coarse.errors)")
  }

  @Test("A frame rate that an encoder does not take is an error that names one that it takes")
  func unknownRates() {
    ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10 -frames:v 5 in.mkv")
    let result = upscale("in.mkv", "out.mkv", ["-c", "mpeg1video"])
    #expect(result.exitCode == 4 && result.errors.contains("hint: --fps-mode cfr:25 makes"))
    #expect(
      upscale("in.mkv", "out.mkv", ["-c", "mpeg1video", "--fps-mode", "cfr:25"]).exitCode
        == 0)
  }

  @Test("What is enlarged of black and white has the levels between them where there is room")
  func levelsOfBlackAndWhite() {
    ffmpeg("-f lavfi -i testsrc2=s=32x32:r=5 -frames:v 2 -pix_fmt monob -c:v ffv1 in.mkv")
    ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 1 in.pbm")
    for (input, output, arguments, format) in [
      ("in.mkv", "out.mkv", ["-c", "ffv1"], "gray"), ("in.pbm", "out.png", [], "gray"),
      ("in.pbm", "out.pgm", [], "gray"), ("in.pbm", "out.pbm", [], "monow"),
    ] {
      #expect(upscale(input, output, arguments).exitCode == 0)
      #expect(probe(output, "stream=pix_fmt") == format, "\(output)")
    }
  }

  @Test("Deep samples stay deep, or a warning says how many bits are lost")
  func depth() {
    ffmpeg("-f lavfi -i testsrc2=s=32x32:r=5 -frames:v 2 -pix_fmt yuv420p12le -c:v ffv1 in.mkv")
    #expect(upscale("in.mkv", "out.mp4").exitCode == 0)
    #expect(probe("out.mp4", "stream=codec_name,pix_fmt") == "hevc,yuv420p12le")
    let shallow = upscale("in.mkv", "out.mp4", ["-c", "libx264"])
    #expect(
      shallow.errors.contains(
        "warning: the encoder libx264 takes 10 bits a sample, the source has 12"))
    #expect(probe("out.mp4", "stream=codec_name,pix_fmt") == "h264,yuv420p10le")
  }

  @Test("--video-stream chooses the stream; the other one is copied")
  func videoStream() {
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=5:d=1 -f lavfi -i testsrc2=s=64x48:r=5:d=1 -map 0 -map 1 -c:v libx264 in.mkv"
    )
    #expect(upscale("in.mkv", "out.mkv").exitCode == 0)
    #expect(probe("out.mkv", "stream=width,height", "v") == "64,64;64,48")
    #expect(upscale("in.mkv", "out.mkv", ["--video-stream", "1"]).exitCode == 0)
    #expect(probe("out.mkv", "stream=width,height", "v") == "32,32;128,96")
    let result = upscale("in.mkv", "out.mkv", ["--video-stream", "7"])
    #expect(result.exitCode == 2 && result.errors.contains("its video streams are: 0, 1"))
  }

  @Test(
    "Cover art stays art",
    arguments: [
      ("in.mp4", "out.mkv"), ("in.mp4", "out.mp4"), ("in.mkv", "out.mkv"), ("in.mkv", "out.mp4"),
    ])
  func coverArt(input: String, output: String) {
    ffmpeg("-f lavfi -i testsrc2=s=20x20 -frames:v 1 cover.png")
    if input == "in.mp4" {
      ffmpeg(
        "-f lavfi -i testsrc2=s=32x32:r=5:d=1 -i cover.png -map 0 -map 1 -c:v:0 libx264 -c:v:1 copy -disposition:v:1 attached_pic in.mp4"
      )
    } else {
      ffmpeg(
        "-f lavfi -i testsrc2=s=32x32:r=5:d=1 -attach cover.png -metadata:s:t mimetype=image/png -metadata:s:t filename=cover.png -c:v libx264 in.mkv"
      )
    }
    let result = upscale(input, output)
    #expect(result.exitCode == 0 && !result.errors.contains("warning"), "\(result.errors)")
    #expect(
      probe(output, "stream=codec_name,width,height:stream_disposition=attached_pic", "v")
        == "h264,64,64,0;png,20,20,1")
    ffmpeg("-i \(output) -map 0:v:1 -c copy -f image2 -update 1 dumped.png")
    #expect(folder.run(program: "cmp", ["dumped.png", "cover.png"]) == "")
  }

  @Test(
    "The same bytes on one CPU and on all, for any number of threads",
    arguments: [
      ("libx264", "mkv"), ("libx265", "mkv"), ("libsvtav1", "mkv"), ("libaom-av1", "mkv"),
      ("libvpx-vp9", "webm"), ("libvpx", "webm"), ("ffv1", "mkv"), ("prores_ks", "mov"),
      ("mpeg4", "avi"),
    ])
  func bytesAreTheMachinesOwnBusiness(encoder: String, container: String) {
    ffmpeg("-f lavfi -i testsrc2=s=192x108:r=25 -vf rotate=t -frames:v 6 -c:v ffv1 in.mkv")
    let job = "\"$0\" -q -i in.mkv --weights copy.safetensors -s 2 -c \(encoder)"
    let firstCPU = "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')"
    let runs = [
      "taskset -c \(firstCPU) \(job) -j 1 -o 1.\(container)", "\(job) -j 5 -o 2.\(container)",
      // What the machine has cannot be changed here, but this number of threads makes it irrelevant.
      encoder == "libvpx" ? "\(job) -e threads=1 -o 3.\(container)" : ":",
    ]
    for run in runs {
      let result = folder.shell(run)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    let sums = folder.run(program: "sh", ["-c", "for f in ?.\(container); do sha256sum <$f; done"])
    #expect(Set(sums.split(separator: "\n")).count == 1, "\(sums)")
  }

  @Test(
    "Cover art that would become a video or vanish is left out with a warning, and verify knows",
    arguments: ["out.mov", "out.avi", "out.nut"])
  func coverArtWithoutAPlace(output: String) {
    ffmpeg("-f lavfi -i testsrc2=s=20x20 -frames:v 1 cover.png")
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=5:d=1 -i cover.png -map 0 -map 1 -c:v:0 libx264 -c:v:1 copy -disposition:v:1 attached_pic in.mp4"
    )
    let result = upscale("in.mp4", output)
    #expect(result.exitCode == 0)
    #expect(
      result.errors.contains("cannot hold stream 1 (cover art, png): left out; mkv can"),
      "\(result.errors)")
    #expect(probe(output, "stream=codec_name,width,height", "v") == "h264,64,64")
    let (exitCode, report) = folder.verify("in.mp4", output)
    #expect(exitCode == 1)
    #expect(
      Set(report?.losses ?? []) == [
        "streams: not in this container", "stream 1 (cover art): not in this container",
      ])
    #expect(folder.verify("in.mp4", output, ["--drop-unfit"]).exitCode == 0)
  }

  @Test("A damaged input is a warning, and with --strict an error that leaves no output")
  func strict() {
    ffmpeg("-f lavfi -i testsrc2=s=64x48:r=25:d=2 -c:v libx264 in.ts")
    folder.run(
      program: "python3",
      [
        "-c",
        "import random; r = random.Random(9); d = bytearray(open('in.ts', 'rb').read())\n"
          + "for _ in range(40): d[r.randrange(8000, len(d) - 8000)] ^= 0x55\n"
          + "open('in.ts', 'wb').write(d)",
      ])
    let result = upscale("in.ts", "out.mkv")
    #expect(result.exitCode == 0 && result.errors.contains("warning: in.ts: "), "\(result.errors)")
    #expect(result.errorLines.count { $0.contains("damaged") } == 1)
    let strict = upscale("in.ts", "strict.mkv", ["--strict"])
    #expect(strict.exitCode == 1 && strict.errors.contains("hint: without --strict"))
    #expect(!folder.names().contains("strict.mkv"))
  }
}
