import RLFNTestSupport
import Testing

/// Streams beside the picture and the containers that hold them, judged by ffprobe and ffmpeg.
@Suite struct StreamTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func upscale(_ input: String, _ output: String, _ more: String...) -> Subprocess.Result {
    folder.copyUpscale(input, output, more)
  }

  /// Entries of all streams, or of those that `select` names.
  private func probe(_ name: String, _ entries: String, select: String? = nil) -> [String] {
    folder.run(
      program: "ffprobe",
      ["-v", "error"] + (select.map { ["-select_streams", $0] } ?? [])
        + ["-show_entries", entries, "-of", "csv=p=0", name]
    ).split(separator: "\n").map { String($0.prefix { $0 != "," }) }
  }

  @Test("Opus begins when it did, in Matroska and WebM too", arguments: ["in.mkv", "in.mp4"])
  func keepsStartOfOpus(input: String) {
    // Frames at 0, so that nothing has to move.
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i sine=d=1 -bf 0 -c:a libopus -f mp4 in.mp4")
    folder.ffmpeg("-i in.mp4 -c copy -output_ts_offset 1 in.mkv")
    for output in ["out.mkv", "out.webm", "out.mp4"] {
      #expect(upscale(input, output).exitCode == 0)
      #expect(folder.verify(input, output, ["-s", "2"]).exitCode == 0, "\(output)")
    }
  }

  @Test("Matroska takes sound and pictures by the names that Windows has for them")
  func copiesWindowsMedia() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i sine=d=1 -c:a wmav2 in.wmv")
    #expect(upscale("in.wmv", "out.mkv").exitCode == 0)
    #expect(probe("out.mkv", "stream=codec_name") == ["h264", "wmav2"])
    let sound = ["-map", "0:a", "-c", "copy"]
    let packets = folder.frameChecksums("in.wmv", sound)
    #expect(!packets.isEmpty && packets == folder.frameChecksums("out.mkv", sound))
    #expect(upscale("in.wmv", "out.mkv", "-c", "wmv2").exitCode == 0)
  }

  @Test(
    "Sound that the container cannot hold ends the job before it begins, and a container that can is named",
    arguments: ["out.mp4", "out.webm", "out.ts"])
  func refusesSound(output: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=0.5 -f lavfi -i sine=d=0.5 -c:v libx264 -c:a pcm_s16le in.mkv"
    )
    let refused = upscale("in.mkv", output)
    #expect(refused.exitCode == 2)
    let container = ["out.mp4": "mp4", "out.webm": "webm", "out.ts": "mpegts"][output] ?? ""
    #expect(
      refused.errorLines == [
        "rlfn-video: error: \(container) cannot hold stream 1 (audio, pcm_s16le) of in.mkv",
        "rlfn-video: hint: mkv can; --drop-unfit goes on without it",
      ])
    #expect(folder.names().sorted() == ["copy.safetensors", "in.mkv"])
    let dropped = upscale("in.mkv", output, "--drop-unfit")
    #expect(dropped.exitCode == 0)
    #expect(
      dropped.errors.contains(
        "warning: \(container) cannot hold stream 1 (audio, pcm_s16le): left out; mkv can"))
    #expect(Set(probe(output, "stream=codec_type")) == ["video"])
    let silent = upscale("in.mkv", output, "--audio", "none")
    #expect(silent.exitCode == 0 && !silent.errors.contains("warning"), "\(silent.errors)")
    #expect(upscale("in.mkv", "out.mkv").exitCode == 0)
    #expect(probe("out.mkv", "stream=codec_name").sorted() == ["h264", "pcm_s16le"])
  }

  @Test("All streams that do not fit are named at once; texts that convert are none of them")
  func namesAll() {
    folder.write("1\n00:00:00,100 --> 00:00:00,400\nOne\n", to: "s.srt")
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=0.5 -f lavfi -i sine=d=0.5 -f lavfi -i sine=d=0.5 -i s.srt "
        + "-map 0 -map 1 -map 2 -map 3 -c:v libx264 -c:a:0 aac -c:a:1 flac -c:s srt in.mkv")
    let movie = upscale("in.mkv", "out.mov")
    #expect(movie.exitCode == 2)
    #expect(movie.errors.contains("mov cannot hold stream 2 (audio, flac) of in.mkv"))
    let web = upscale("in.mkv", "out.webm")
    #expect(
      web.errors.contains("webm cannot hold streams 1 (audio, aac) and 2 (audio, flac) of in.mkv"))
    #expect(web.errors.contains("hint: mkv can; --drop-unfit goes on without them"))
    #expect(upscale("in.mkv", "out.avi").errors.contains("stream 3 (subtitle, subrip)"))
    #expect(upscale("in.mkv", "out.mov", "--drop-unfit").exitCode == 0)
    #expect(probe("out.mov", "stream=codec_name") == ["h264", "aac", "mov_text"])
  }

  @Test("Pictures without anything else, attachments and data are no reason to stop")
  func warnsOnly() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=0.5 -f lavfi -i sine=d=0.5 -c:v libx264 -c:a aac "
        + "-timecode 01:00:00:00 in.mov")
    let mkv = upscale("in.mov", "out.mkv")
    #expect(mkv.exitCode == 0)
    #expect(
      mkv.errors.contains("matroska cannot hold stream 2 (data, none): left out"), "\(mkv.errors)")
    let gif = upscale("in.mov", "out.gif")
    #expect(gif.exitCode == 0)
    #expect(gif.errors.contains("gif cannot hold stream 1 (audio, aac): left out; mkv can"))
  }

  @Test("A second video in H.264 gets the framing that AVI wants, and shows the same")
  func framesForAVI() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i testsrc=s=48x32:r=10:d=1 -map 0 -map 1 "
        + "-c:v libx264 in.mkv")
    let result = upscale("in.mkv", "out.avi")
    #expect(result.exitCode == 0, "\(result.errors)")
    let second = ["-map", "0:v:1", "-fps_mode", "passthrough"]
    let source = folder.frameChecksums("in.mkv", second)
    #expect(source.count == 10 && source == folder.frameChecksums("out.avi", second))
    let report = folder.verify("in.mkv", "out.avi", ["-s", "2"]).report
    #expect(report?.verdict("stream 1 (video): packets") == "converted")
  }

  @Test(
    "In AVI a second video begins with the first, and so does sound, or a warning says what does not"
  )
  func startsInAVI() {
    func starts(_ name: String, _ stream: String) -> [Double] {
      probe(name, "packet=dts_time", select: stream).compactMap { Double($0) }
    }
    let steady = (0..<10).map { Double($0) / 10 }
    for (order, isWarned) in [("-bf 0", false), ("-bf 2 -b_strategy 0", true)] {
      folder.ffmpeg(
        "-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i testsrc=s=48x32:r=10:d=1 -f lavfi -i sine=d=1 "
          + "-map 0 -map 1 -map 2 -c:v libx264 \(order) -c:a libmp3lame in.mkv")
      let result = upscale("in.mkv", "out.avi")
      #expect(starts("out.avi", "v:0") == steady && starts("out.avi", "v:1") == steady, "\(order)")
      #expect(starts("out.avi", "a").first == 0)
      // AVI says only in which order frames are decoded: those of the picture are shown in that order.
      #expect(probe("out.avi", "stream=has_b_frames", select: "v:0") == ["0"])
      #expect(
        result.errors.contains("stream 1 (video, h264) may be shown some frames late") == isWarned,
        "\(result.errors)")
      #expect(folder.verify("in.mkv", "out.avi", ["-s", "2"]).exitCode == (isWarned ? 1 : 0))
    }
    folder.ffmpeg("-i in.mkv -itsoffset 0.5 -i in.mkv -map 0:0 -map 1:2 -c copy late.mkv")
    let late = upscale("late.mkv", "out.avi")
    #expect(
      late.errors.contains("avi does not say when sound begins: stream 1 (audio, mp3) comes 4"),
      "\(late.errors)")
  }

  @Test("Languages that have two codes keep theirs, or get the one that MOV knows")
  func languages() {
    let codes = ["deu", "fre", "nld", "cze", "swe", "jpn"]
    let tags = codes.enumerated().map { "-map 1 -metadata:s:a:\($0) language=\($1)" }
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=0.5 -f lavfi -i sine=d=0.5 -map 0 \(tags.joined(separator: " ")) "
        + "-c:v libx264 -c:a aac in.mkv")
    for (output, expected) in [
      ("out.mov", ["ger", "fra", "dut", "ces", "sve", "jpn"]), ("out.mp4", codes),
    ] {
      #expect(upscale("in.mkv", output).exitCode == 0)
      #expect(probe(output, "stream_tags=language", select: "a") == expected)
      let (exitCode, report) = folder.verify("in.mkv", output, ["-s", "2"])
      #expect(exitCode == 0, "\(report?.losses ?? [])")
      let verdict = report?.verdict("stream 1 (audio): language")
      #expect(verdict == (output == "out.mov" ? "converted" : "same"))
    }
    folder.ffmpeg("-i out.mov -map 0 -c copy -metadata:s:a:0 language=dut other.mov")
    let other = folder.verify("in.mkv", "other.mov", ["-s", "2"]).report
    #expect(other?.verdict("stream 1 (audio): language") == "different")
  }

  @Test(
    "A copied video whose first decoding times are unknown keeps its times",
    arguments: ["out.mkv", "out.mp4", "out.nut"])
  func keepsTimesOfCopies(output: String) {
    // Sound that begins before 0 lets Matroska's times begin late, and its demuxer not know the first decoding times.
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i testsrc=s=48x32:r=10:d=1 -f lavfi -i sine=d=1 -map 0 "
        + "-map 1 -map 2 -c:v libx264 -bf 2 -b_strategy 0 -c:a aac in.mkv")
    #expect(upscale("in.mkv", output).exitCode == 0)
    let before = probe("in.mkv", "packet=pts_time", select: "v:1").compactMap { Double($0) }
    let after = probe(output, "packet=pts_time", select: "v:1").compactMap { Double($0) }
    #expect(before.count == 10 && after.count == 10)
    for (old, new) in zip(before, after) { #expect(abs(old - new) < 0.000_001) }
  }

  @Test("Programs go where there are such, and are missed where there are none")
  func programs() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=25:d=1 -f lavfi -i testsrc=s=48x32:r=25:d=1 -f lavfi -i sine=d=1 "
        + "-map 0 -map 1 -map 2 -map 2 -c:v libx264 -c:a aac -program title=One:program_num=5:st=0:st=2 "
        + "-program title=Two:program_num=9:st=1:st=3 -f mpegts in.ts")
    func programs(_ name: String) -> String {
      folder.run(
        program: "ffprobe",
        [
          "-v", "error", "-show_entries",
          "program=program_num,nb_streams:program_tags=service_name:program_stream=codec_type",
          "-of", "compact", name,
        ])
    }
    let result = upscale("in.ts", "out.ts")
    #expect(result.exitCode == 0 && !result.errors.contains("warning"), "\(result.errors)")
    #expect(programs("in.ts").contains("Two") && programs("in.ts") == programs("out.ts"))
    #expect(folder.verify("in.ts", "out.ts", ["-s", "2"]).exitCode == 0)
    let mkv = upscale("in.ts", "out.mkv")
    #expect(mkv.exitCode == 0)
    #expect(mkv.errors.contains("in.ts has 2 programs, into which matroska cannot group streams"))
    folder.ffmpeg("-i in.ts -map 0:0 -c copy one.ts")
    #expect(!upscale("one.ts", "out.mkv").errors.contains("program"))
  }

  @Test("Gaps in sound that is counted in samples are warned of", arguments: ["mov", "avi", "mkv"])
  func gapsInSound(container: String) {
    let sources = "-f lavfi -i testsrc2=s=32x32:r=10:d=1 -f lavfi -i sine=r=44100:d=1"
    let codecs = "-c:v mpeg4 -c:a pcm_s16le"
    folder.ffmpeg("\(sources) \(codecs) whole.mkv")
    folder.ffmpeg("\(sources) \(codecs) -af \"aselect='lt(t,0.3)+gt(t,0.6)'\" gap.mkv")
    for (input, isEarly) in [("whole.mkv", false), ("gap.mkv", container != "mkv")] {
      let result = folder.copyUpscale(input, "out." + container, [])
      #expect(result.exitCode == 0)
      let warning = result.errorLines.first { $0.contains("which has gaps: at the end it comes ") }
      #expect((warning != nil) == isEarly, "\(result.errors)")
      let end =
        folder.run(
          program: "ffprobe",
          ["-v", "error", "-select_streams", "a", "-show_entries", "packet=pts_time", "-of"]
            + ["csv=p=0", "out." + container]
        ).split(separator: "\n").last.flatMap { Double($0) } ?? 0
      #expect((end < 0.8) == isEarly, "it ends at \(end)")
    }
  }

  @Test("The sound of a DVD does not go lost in silence; a cover stays without other metadata")
  func dropsNoSoundInSilence() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=25:d=0.4 -f lavfi -i sine=d=0.4:r=48000 -c:v mpeg2video "
        + "-c:a pcm_dvd -ac 2 in.vob")
    let result = folder.copyUpscale("in.vob", "out.mkv", [])
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("vob can"))
    #expect(folder.copyUpscale("in.vob", "out.mkv", ["--drop-unfit"]).exitCode == 0)
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32 -frames:v 1 cover.jpg")
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:d=0.4 -attach cover.jpg -metadata:s:t mimetype=image/jpeg in.mkv"
    )
    #expect(folder.copyUpscale("in.mkv", "out.mkv", ["--metadata", "none"]).exitCode == 0)
  }
}
