import RLFNTestSupport
import Testing

/// Times of frames and interlacing, judged by ffprobe.
@Suite struct TimeTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func ffmpeg(_ arguments: String) { folder.ffmpeg(arguments) }

  private func upscale(_ input: String, _ output: String, _ more: String...) -> Subprocess.Result {
    folder.copyUpscale(input, output, more)
  }

  private func times(_ name: String) -> [Double] {
    MediaProbe.frames(folder.file(name), count: 10_000, in: folder).compactMap(\.seconds)
  }

  /// The mean gray of each frame of a file.
  private func grays(_ name: String) -> [Int] {
    folder.run(
      program: "sh",
      [
        "-c",
        "ffmpeg -v error -i \(name) -fps_mode passthrough -vf scale=1:1:flags=area -pix_fmt gray -f rawvideo - "
          + "| od -An -v -tu1 -w1",
      ]
    ).split(separator: "\n").compactMap { Int($0.filter(\.isNumber)) }
  }

  /// Frames at 0, 0.1, 0.4, 0.5 and 0.9 s, each brighter than the one before, 0.1 s long, starting at `offset`.
  private func makeVariable(_ name: String, offset: String = "0") {
    ffmpeg(
      "-f lavfi -i color=black:s=32x32:r=10:d=1 -vf \"geq=lum='20+N*20':cb=128:cr=128,"
        + "select='eq(n,0)+eq(n,1)+eq(n,4)+eq(n,5)+eq(n,9)'\" -fps_mode passthrough -c:v libx264 -crf 1 "
        + "-output_ts_offset \(offset) \(name)")
  }

  @Test(
    "A video of fewer frames than wait for B-frames has its times, whatever x265 says",
    arguments: [1, 2, 3])
  func keepsTimesOfShortVideos(count: Int) {
    ffmpeg("-f lavfi -i testsrc2=s=64x64:r=10 -frames:v \(count) -c:v ffv1 in.mkv")
    // Memory that is not zero: of two frames x265 reads what nobody has set.
    let arguments =
      ["MALLOC_PERTURB_=1", Subprocess.program, "-i", "in.mkv", "-o", "out.mkv", "-c", "libx265"]
      + ["--weights", "copy.safetensors", "-s", "2"]
    let result = Subprocess(arguments, program: "env", in: folder).wait()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(times("out.mkv").map { Int(($0 * 10).rounded()) } == Array(0..<count))
  }

  @Test("WMV, which tells decoding times only, keeps the times of frames")
  func keepsTimesInWMV() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=25:d=2 -f lavfi -i sine=d=2 -c:a wmav2 in.wmv")
    #expect(folder.copyUpscale("in.wmv", "out.wmv", []).exitCode == 0)
    #expect(folder.verify("in.wmv", "out.wmv", ["-s", "2"]).exitCode == 0)
  }

  @Test(
    "A variable frame rate stays as it is",
    arguments: ["out.mkv", "out.mp4", "out.mov", "out.webm", "out.nut", "out.gif", "out.apng"])
  func passthrough(output: String) {
    makeVariable("in.mkv")
    #expect(upscale("in.mkv", output, "--fps-mode", "passthrough").exitCode == 0)
    let found = times(output)
    #expect(found.count == 5)
    for (time, expected) in zip(found, [0, 0.1, 0.4, 0.5, 0.9]) {
      #expect(abs(time - expected) < 0.0006, "\(found)")
    }
  }

  @Test(
    "Frames before 0, of which Matroska tells no times and MP4 shows none, move to 0 with all the rest",
    arguments: ["out.mkv", "out.mp4"], [3, 9])
  func beforeZero(output: String, count: Int) {
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=1.2 -f lavfi -i sine=d=1.2 -c:v libx264 -bf 0 -c:a libmp3lame "
        + "-avoid_negative_ts disabled -output_ts_offset -0.5 in.mkv")
    #expect(times("in.mkv").first == 0 && times("in.mkv").count == 7)
    #expect(upscale("in.mkv", output, "--frames", "\(count)").exitCode == 0)
    let found = times(output)
    #expect(found.count == count)
    for (index, time) in found.enumerated() { #expect(abs(time - Double(index) / 10) < 0.0006) }
    let (exitCode, report) = folder.verify("in.mkv", output, ["-s", "2", "--frames", "\(count)"])
    #expect(exitCode == 0, "\(report?.losses ?? [])")
  }

  @Test("cfr repeats and drops frames on ticks from the first frame's time")
  func constantRate() {
    makeVariable("in.mkv", offset: "0.033")
    let source = grays("in.mkv")
    #expect(source.count == 5)
    for (rate, pattern) in [
      ("20", [0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4]),
      ("5", [0, 1, 2, 3, 3, 4]),
    ] {
      #expect(upscale("in.mkv", "out.mp4", "--fps-mode", "cfr:" + rate, "--crf", "1").exitCode == 0)
      let found = times("out.mp4")
      #expect(found.count == pattern.count, "\(found)")
      for (index, time) in found.enumerated() {
        #expect(abs(time - 0.033 - Double(index) / (Double(rate) ?? 1)) < 0.000_001, "\(found)")
      }
      let shown = grays("out.mp4").map { gray in source.firstIndex { abs($0 - gray) < 8 } ?? -1 }
      #expect(shown == pattern, "at \(rate)")
    }
  }

  /// A field of one time between the lines of another: a bright bar that moves.
  private func makeInterlaced(_ name: String, _ codec: String) {
    ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=50:d=0.4 -vf hue=s=0,tinterlace=interleave_top,setfield=tff \(codec) \(name)"
    )
  }

  @Test(
    "Interlaced inputs are refused with a hint, unless the user says what to do",
    arguments: [
      ("in.mkv", "-c:v libx264 -flags +ildct+ilme"),
      ("in.ts", "-c:v mpeg2video -q:v 1 -flags +ildct+ilme"),
      ("in.mov", "-c:v prores_ks -flags +ildct"), ("in.y4m", "-pix_fmt yuv420p -field_order tt"),
      ("uncompressed.mov", "-c:v rawvideo -pix_fmt uyvy422 -field_order tt"),
    ])
  func interlaced(input: String, codec: String) {
    makeInterlaced(input, codec)
    let refused = upscale(input, "out.mkv")
    #expect(refused.exitCode == 2 && refused.errors.contains("is interlaced"), "\(refused.errors)")
    #expect(refused.errors.contains("hint: --deinterlace auto"))
    #expect(folder.names().contains("out.mkv") == false)
    let source = times(input)
    for (method, filter) in [
      ("auto", "bwdif"), ("bwdif", "bwdif"), ("yadif", "yadif"), ("off", ""),
    ] {
      #expect(upscale(input, "out.mkv", "--deinterlace", method, "-c", "ffv1").exitCode == 0)
      let found = times("out.mkv")
      #expect(found.count == 10 && found.count == source.count, "\(method)")
      for (time, expected) in zip(found, source) { #expect(abs(time - expected) < 0.0006) }
      // The same filter in ffmpeg, behind which the network only copies.
      let own = filter.isEmpty ? "null" : filter + "=mode=send_frame"
      let log = folder.run(
        program: "sh",
        [
          "-c",
          "ffmpeg -v info -i \(input) -i out.mkv -lavfi '[0:v]\(own),settb=1/25,setpts=N,format=gbrp[a];"
            + "[1:v]settb=1/25,setpts=N,format=gbrp,scale=iw/2:ih/2:flags=area[b];[a][b]psnr' -f null - 2>&1",
        ])
      #expect(averagePSNR(log) > 38, "\(method): \(log.suffix(300))")
    }
    #expect(
      !folder.run(program: "ffprobe", ["-v", "error", "-show_streams", "out.mkv"]).contains(
        "field_order=tt"))
  }

  @Test("A container with one frame rate is said to lose uneven times, once and at once")
  func warnsOfOneRate() {
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=20:d=1 -vf \"settb=1/1000,setpts='(N*0.05+if(gt(N,9),0.03))/TB'\" "
        + "-fps_mode passthrough -enc_time_base 1/1000 -c:v libx264 in.mkv")
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=24000/1001:d=3 -c:v libx264 steady.mkv")
    for output in ["out.avi", "out.y4m"] {
      let result = upscale("in.mkv", output)
      #expect(result.exitCode == 0)
      let warnings = result.errorLines.filter { $0.contains("warning") }
      #expect(
        warnings.count == 1
          && warnings[0].contains("\(output.dropFirst(4)) has one frame rate (")
          && warnings[0].contains("--fps-mode cfr:"), "\(warnings)")
      #expect(!upscale("in.mkv", output, "--fps-mode", "cfr:20").errors.contains("warning"))
      #expect(!upscale("steady.mkv", output).errors.contains("warning"), "milliseconds are steady")
    }
    #expect(!upscale("in.mkv", "out.mp4").errors.contains("warning"))
  }

  @Test("Chapters keep their place in NUT, where sound before 0 moves everything")
  func chaptersInNUT() {
    folder.write(
      ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=A\n[CHAPTER]\nTIMEBASE=1/1000\n"
        + "START=400\nEND=1000\ntitle=B\n", to: "c.txt")
    ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=25:d=1 -f lavfi -i sine=d=1 -i c.txt -map_chapters 2 -c:v libx264 "
        + "-c:a aac in.mp4")
    #expect(upscale("in.mp4", "out.nut").exitCode == 0)
    func facts(_ name: String) -> (start: Double, sound: Double, chapter: Double) {
      let probe = MediaProbe(folder.file(name), in: folder)
      let sound = PacketHashes.of([folder.file(name)], in: folder)[0].start(1)
      return (
        times(name).first ?? .nan, sound ?? .nan,
        probe.chapters.flatMap { Double($0.last?.start_time ?? "") } ?? .nan
      )
    }
    let (before, after) = (facts("in.mp4"), facts("out.nut"))
    #expect(after.start > 0 && before.sound < 0)
    #expect(abs((after.chapter - after.start) - (before.chapter - before.start)) < 0.000_01)
    #expect(abs((after.sound - after.start) - (before.sound - before.start)) < 0.000_01)
  }

  @Test("auto leaves progressive frames alone")
  func autoLeavesProgressiveFrames() {
    ffmpeg("-f lavfi -i testsrc2=s=64x48:r=25 -frames:v 5 -c:v ffv1 in.mkv")
    #expect(upscale("in.mkv", "plain.mkv", "-c", "ffv1").exitCode == 0)
    #expect(upscale("in.mkv", "auto.mkv", "-c", "ffv1", "--deinterlace", "auto").exitCode == 0)
    #expect(folder.checksum("plain.mkv").prefix(64) == folder.checksum("auto.mkv").prefix(64))
  }
}
