import RLFNTestSupport
import Testing

/// What `verify` makes of times that a container, or FFmpeg's way of reading it, tells otherwise: what is excused is so by
/// ffprobe, and what goes beyond it is found.
@Suite struct VerifyTimesTests {
  private let folder = TemporaryFolder()

  @Test("Starts in MP4 are held to the unit of the file's own clock, however fine")
  func comparesStartsInMP4() throws {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=25:d=0.4 -f lavfi -i sine=r=48000:d=0.4 -c:v mpeg4 -c:a aac in.mov"
    )
    for (clock, delay, verdict) in [
      ("48000", "0.0005", "different"), ("1000", "0.0005", "rounded"),
      ("1000", "0.003", "different"),
      ("48000", "0", "same"),
    ] {
      folder.ffmpeg(
        "-i in.mov -itsoffset \(delay) -i in.mov -map 0:v -map 1:a -c copy "
          + "-movie_timescale \(clock) late.mp4")
      let report = try #require(folder.verify("in.mov", "late.mp4").report)
      #expect(report.verdict("stream 1 (audio): start") == verdict, "\(clock), \(delay)")
    }
  }

  /// Times and durations of a stream's packets in seconds, as ffprobe tells them.
  private func packets(_ name: String, _ stream: String) -> [(start: Double, duration: Double)] {
    folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-select_streams", stream, "-show_entries",
        "packet=pts_time,duration_time", "-of", "csv=p=0", name,
      ]
    ).split(separator: "\n").map { line in
      let fields = line.split(separator: ",").map { Double($0) ?? 0 }
      return (fields.first ?? -1, fields.count > 1 ? fields[1] : 0)
    }
  }

  @Test(
    "Sound whose times are counted in samples lies where Matroska rounds it to",
    arguments: ["out.mov", "out.avi"])
  func comparesCountedSamples(output: String) throws {
    let sources = "-f lavfi -i testsrc2=s=64x48:r=10:d=1 -f lavfi -i sine=r=44100:d=1"
    folder.ffmpeg("\(sources) -c:v mpeg4 -c:a pcm_s16le in.mkv")
    folder.ffmpeg("-i in.mkv -map 0 -c copy \(output)")
    let (exitCode, report) = folder.verify("in.mkv", output)
    #expect(exitCode == 0, "\(report?.losses ?? [])")
    #expect(report?.verdict("stream 1 (audio): times") == "rounded")
    let pairs = zip(packets("in.mkv", "a"), packets(output, "a"))
    #expect(
      pairs.contains { $0.start != $1.start }
        && pairs.allSatisfy { abs($0.start - $1.start) < 0.001 })

    // Who counts samples knows no gaps: what lies behind one comes too early.
    folder.ffmpeg(
      "\(sources) -c:v mpeg4 -c:a pcm_s16le -af \"aselect='lt(t,0.4)+gt(t,0.45)'\" gap.mkv")
    folder.ffmpeg("-i gap.mkv -map 0 -c copy -y \(output)")
    let gap = try #require(folder.verify("gap.mkv", output).report)
    let verdict = output == "out.mov" ? "different" : "not in this container"
    #expect(gap.verdict("stream 1 (audio): times") == verdict)
  }

  @Test("A picture that begins late in MOV is as long as the file says, not as its last packet")
  func comparesLatePictures() throws {
    // AAC begins before 0, so that the picture of a file that begins with 0 begins late.
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=10:d=0.6 -f lavfi -i sine=d=2 -c:v libx264 -bf 0 -c:a aac in.mov"
    )
    folder.ffmpeg("-i in.mov -c copy in.mkv")
    folder.ffmpeg("-i in.mkv -c copy late.mov")
    let last = try #require(packets("late.mov", "v").last)
    #expect(last.duration < 0.09, "ffprobe shows the packet cut short")
    let stated = folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-select_streams", "v", "-show_entries", "stream=duration", "-of", "csv=p=0",
        "late.mov",
      ])
    #expect(stated == "0.600000\n", "and the stream as long as it is")
    for input in ["in.mkv", "in.mov"] {
      #expect(folder.verify(input, "late.mov").report?.verdict("picture duration") == "same")
    }
    folder.ffmpeg("-i in.mkv -c copy -bsf:v 'setts=duration=DURATION*(1-0.5*eq(N\\,5))' short.mov")
    let short = folder.verify("in.mkv", "short.mov").report
    #expect(short?.verdict("picture duration") == "different")
  }

  @Test("Times that nobody lives to see are not taken for missing ones")
  func comparesSenselessTimes() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x48:r=10 -frames:v 3 -c:v ffv1 in.mkv")
    folder.ffmpeg("-i in.mkv -c copy -output_ts_offset 100000000000 far.mkv")
    let result = folder.verify("in.mkv", "far.mkv")
    #expect(result.report?.verdict("frames in a thousand years") == "different")
    #expect(folder.verify("far.mkv", "far.mkv").report?.losses == [])
  }

  @Test("A picture in MP4 whose frames are stored in another order is as long as the file says")
  func comparesReorderedPictures() {
    // Hundredths of a second, of which FFmpeg's demuxer does not guess the last frame's length right.
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x48:r=10 -frames:v 12 in.gif")
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    let result = folder.copyUpscale("in.gif", "out.mp4", ["--verify"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      folder.verify("in.gif", "out.mp4").report?.verdict("picture duration") == "same")
  }

  @Test("A frame's length is not known more exactly than Matroska tells it")
  func comparesRoundedLengths() throws {
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x48:r=30:d=0.6 -c:v libx264 in.mov")
    folder.ffmpeg("-i in.mov -c copy in.mkv")
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    let result = folder.copyUpscale("in.mkv", "out.mov", ["-c", "prores_ks", "--verify"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let end = try #require(packets("out.mov", "v").last)
    #expect(abs(end.start + end.duration - 0.6) < 0.001)
    folder.ffmpeg(
      "-i out.mov -c copy -bsf:v 'setts=duration=DURATION*(1-0.5*eq(N\\,17))' short.mov")
    #expect(
      folder.verify("in.mkv", "short.mov").report?.losses == ["picture duration: different"])
  }
}
