import FramePipeline
import RLFNTestSupport
import Testing

@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct MuxerTests {
  private let folder = TemporaryFolder()

  /// Video with B-frames, two sounds, subtitles, an attachment, chapters and tags.
  private func richSource() -> String {
    let subtitles = folder.write(
      "1\n00:00:00,100 --> 00:00:00,700\nHello <i>there</i>\n\n2\n00:00:00,900 --> 00:00:01,100\nBye\n",
      to: "s.srt")
    let chapters = folder.write(
      ";FFMETADATA1\ntitle=A title\nartist=Somebody\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\n"
        + "title=First\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1200\ntitle=Second\n",
      to: "c.txt")
    let font = folder.write("not really a font", to: "font.ttf")
    return folder.clip(
      "rich.mkv",
      "-f lavfi -i testsrc2=s=64x48:r=25:d=1.2 -f lavfi -i sine=440:d=1.2 "
        + "-f lavfi -i sine=880:d=1.2 -i \(subtitles) -i \(chapters) -attach \(font) "
        + "-metadata:s:t mimetype=application/x-truetype-font -map 0 -map 1 -map 2 -map 3 "
        + "-map_metadata 4 -map_chapters 4 -c:v libx264 -bf 2 -c:a aac -c:s srt "
        + "-metadata:s:a:0 language=eng -metadata:s:a:1 language=deu -metadata:s:a:1 title=Commentary "
        + "-disposition:a:1 comment")
  }

  /// The subtitles of a file as SubRip, on the file's own clock.
  private func subtitleText(_ path: String) -> String {
    Tool.output("ffmpeg -v error -copyts -i \(path) -map 0:s -f srt -")
  }

  @Test("Other streams, chapters, tags and attachments are the source's; packets byte by byte")
  func copiesEverything() throws {
    let (input, output) = (richSource(), folder.file("out.mkv"))
    let result = try CopyJob().run(input, output)
    #expect(result.frameCount == 30 && result.warnings.isEmpty)
    for entries in [
      "stream=codec_type", "stream_tags=language,title:stream_disposition=default,comment",
      "chapter=start,end:chapter_tags=title", "format_tags=title,artist",
    ] {
      #expect(Tool.probe(input, entries) == Tool.probe(output, entries), "\(entries)")
    }
    #expect(Tool.times(input) == Tool.times(output))
    for map in ["0:a:0", "0:a:1", "0:s"] {
      let checksums = Tool.packetChecksums(input, map: map)
      #expect(!checksums.isEmpty && checksums == Tool.packetChecksums(output, map: map))
    }
    Tool.run("ffmpeg -y -v error -dump_attachment:t:0 \(folder.file("dumped")) -i \(output)")
    #expect(Tool.run("cmp \(folder.file("font.ttf")) \(folder.file("dumped"))"))
    #expect(!folder.names().contains { $0.hasPrefix(".") })
  }

  @Test(
    "What the container cannot hold is left out with a warning, and text becomes its kind of text")
  func leavesOutWithWarning() throws {
    let input = richSource()
    let result = try CopyJob().run(input, folder.file("out.mp4"))
    #expect(result.warnings.count == 1)
    #expect(result.warnings.first?.contains("attachment") == true)
    let codecs = Tool.probe(folder.file("out.mp4"), "stream=codec_name")
    #expect(codecs.prefix(4) == ["h264", "aac", "aac", "mov_text"])
    let text = subtitleText(input)
    #expect(text.contains("Hello <i>there</i>"))
    #expect(subtitleText(folder.file("out.mp4")) == text)

    let back = try CopyJob().run(folder.file("out.mp4"), folder.file("back.mkv"))
    #expect(back.warnings.isEmpty)
    #expect(subtitleText(folder.file("back.mkv")) == text)

    let refused = #expect(throws: PipelineError.self) {
      try CopyJob().run(input, folder.file("out.webm"))
    }
    #expect(refused?.code == .usage && refused?.hint?.contains("mkv") == true)
    var job = CopyJob()
    job.selection.dropsUnfit = true
    let web = try job.run(input, folder.file("out.webm"))
    #expect(web.warnings.filter { $0.contains("audio") }.count == 2)
  }

  @Test(
    "Times of frames are the source's in every container that has them",
    arguments: ["mp4", "mov", "mkv", "nut"])
  func keepsTimes(fileExtension: String) throws {
    // A variable rate, on a clock of 90 kHz, that starts at 3 seconds.
    let input = folder.clip(
      "vfr.mp4",
      "-f lavfi -i testsrc2=s=64x48:r=30:d=1 -vf \"select='not(mod(n,3))+eq(n,4)+eq(n,10)'\" "
        + "-vsync vfr -c:v libx264 -bf 2 -video_track_timescale 90000 -output_ts_offset 3")
    let output = folder.file("out." + fileExtension)
    _ = try CopyJob().run(input, output)
    let before = Tool.probe(input, "frame=best_effort_timestamp_time", streams: "v:0")
      .compactMap { Double($0.trimmingCommas) }
    let after = Tool.probe(output, "frame=best_effort_timestamp_time", streams: "v:0")
      .compactMap { Double($0.trimmingCommas) }
    #expect(before.count == 12 && after.count == before.count)
    // Matroska's clock is one of milliseconds.
    let tolerance = fileExtension == "mkv" ? 0.000501 : 0.000001
    for (a, b) in zip(before, after) { #expect(abs(a - b) <= tolerance) }
  }

  @Test(
    "Sound keeps its distance from the picture, also where it begins before 0",
    arguments: [
      "mp4", "mkv", "mov", "nut", "avi",
    ])
  func keepsDistance(fileExtension: String) throws {
    // AAC in MP4 begins with samples before 0 that are not heard; the picture begins at 0.4.
    let input = folder.clip(
      "in.mp4",
      "-f lavfi -i sine=d=1.5 -itsoffset 0.4 -f lavfi -i testsrc2=s=64x48:r=25:d=1 -map 1 -map 0 "
        + "-c:v libx264 -bf 2 -c:a aac")
    let output = folder.file("out." + fileExtension)
    _ = try CopyJob().run(input, output)
    func start(_ path: String, _ stream: String) throws -> Double {
      let entry = path.hasSuffix(".avi") ? "packet=dts_time" : "packet=pts_time"
      let times = Tool.probe(path, entry, streams: stream)
        .compactMap { Double($0.trimmingCommas) }
      return try #require(times.min())
    }
    let before = try start(input, "v:0") - start(input, "a:0")
    let after = try start(output, "v:0") - start(output, "a:0")
    // AVI counts frames, and cannot say that some samples are not heard.
    #expect(abs(before - after) < (fileExtension == "avi" ? 0.045 : 0.0011), "\(before), \(after)")
  }

  @Test("Aspect ratio, colour tags and rotation go into the new stream")
  func keepsTags() throws {
    let plain = folder.testClip(
      "plain.mp4", frames: 3,
      "-vf setsar=10/11,format=yuv420p10le -c:v libx264 "
        + "-color_range pc -colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084 "
        + "-chroma_sample_location topleft")
    let input = folder.clip(
      "rotated.mp4", "-i \(plain) -c copy -metadata:s:v rotate=90")
    let entries =
      "stream=sample_aspect_ratio,color_range,color_space,color_transfer,color_primaries,"
      + "chroma_location:stream_side_data=rotation"
    for name in ["out.mp4", "out.mov", "out.mkv"] {
      let result = try CopyJob().run(input, folder.file(name))
      let (before, after) = (Tool.probe(input, entries), Tool.probe(folder.file(name), entries))
      #expect(before.first?.hasPrefix("10:11,pc,bt2020nc,smpte2084,bt2020,topleft") == true)
      #expect(result.warnings.isEmpty)
      if name == "out.mkv" {
        // Matroska has no matrix: the pipeline turns the pixels.
        #expect(before.first == (after.first ?? "") + ",90")
      } else {
        #expect(before == after)
      }
    }
  }

  @Test("HDR metadata of the frames goes into the header")
  func keepsHDR() throws {
    let input = folder.testClip(
      "hdr.mkv", frames: 3,
      "-pix_fmt yuv420p10le -c:v libx265 -x265-params "
        + "'log-level=none:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)"
        + "L(10000000,50):max-cll=1000,400'")
    for name in ["out.mkv", "out.mp4"] {
      _ = try CopyJob().run(input, folder.file(name))
      let entries = "stream_side_data=max_luminance,max_content,max_average"
      let values = Tool.probe(folder.file(name), entries).joined(separator: ",")
      #expect(
        (values.contains("10000000/10000") || values.contains("1000/1"))
          && values.contains("1000,400"), "\(values)")
    }
  }

  @Test("Parts of the input are cut on the same times in all streams")
  func cutsParts() throws {
    var job = CopyJob()
    job.selection.startSeconds = 0.4
    job.selection.endSeconds = 0.8
    let output = folder.file("out.mkv")
    let result = try job.run(richSource(), output)
    #expect(result.frameCount == 10)
    // The source's sound begins 23 ms before its picture.
    #expect(Tool.times(output) == (0..<10).map { $0 * 40 + 23 })
    let sound = Tool.probe(output, "packet=pts_time", streams: "a:0")
      .compactMap { Double($0.trimmingCommas) }
    #expect(sound.allSatisfy { (0..<0.4).contains($0) } && sound.count > 15)
    #expect(Tool.probe(output, "chapter=start,end") == ["0,100000000", "100000000,400000000"])
  }

  @Test("Kinds of streams can be left out")
  func leavesOutKinds() throws {
    var job = CopyJob()
    job.selection = CopySelection(audio: false, subtitles: false, metadata: false)
    _ = try job.run(richSource(), folder.file("out.mkv"))
    #expect(Tool.probe(folder.file("out.mkv"), "stream=codec_type") == ["video"])
    #expect(Tool.probe(folder.file("out.mkv"), "chapter=start").isEmpty)
    #expect(Tool.probe(folder.file("out.mkv"), "format_tags=title").isEmpty)
  }

  @Test(
    "The second video and both subtitles of a real file survive in Matroska",
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
  func copiesRealClip() throws {
    var job = CopyJob()
    job.settings.preset = "ultrafast"
    let (input, output) = (clip("nasa_13013.mp4"), folder.file("out.mkv"))
    let result = try job.run(input, output)
    #expect(result.frameCount == 325 && result.warnings.isEmpty)
    let entry = "frame=best_effort_timestamp_time"
    #expect(Tool.probe(input, entry, streams: "v:0") == Tool.probe(output, entry, streams: "v:0"))
    for map in ["0:1", "0:3", "0:4"] {
      #expect(
        Tool.packetChecksums(input, map: map) == Tool.packetChecksums(output, map: map))
    }
    #expect(
      Tool.probe(output, "stream=codec_name")
        == ["h264", "aac", "subrip", "h264", "aac", "subrip"])
  }
}
