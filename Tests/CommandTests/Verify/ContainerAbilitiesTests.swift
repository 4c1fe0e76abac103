import RLFNTestSupport
import Testing

/// What `verify` puts down to the container, against what FFmpeg's muxers do: ffmpeg copies a source that has everything
/// into each container, ffprobe tells what is there, and of a copy without it `verify` must say `missing` where it could
/// be there, and `not in this container` where not.
@Suite struct ContainerAbilitiesTests {
  private let folder = TemporaryFolder()
  static let containers = ["mp4", "mov", "mkv", "webm", "avi", "nut"]

  private static let tags = [
    "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright",
    "description", "synopsis", "show", "episode_id", "network", "keywords", "grouping", "lyrics",
    "track", "make", "mood",
  ]
  private static let languages = ["eng", "deu", "ger", "fra", "jpn", "zho", "gsw"]
  /// The same in the codes that MOV knows, of those languages that have two.
  private static let written = ["eng", "ger", "ger", "fra", "jpn", "chi", "gsw"]
  private static let dispositions = [
    "default", "forced", "comment", "hearing_impaired", "visual_impaired", "original", "dub",
  ]
  /// Streams besides the first video: of which kind of input, and how ffmpeg makes them of it.
  private static let codecs = [
    ("a", "aac"), ("a", "flac"), ("a", "libopus"), ("a", "libmp3lame"), ("a", "pcm_s16le"),
    ("a", "ac3"), ("s", "srt"), ("s", "ass"), ("s", "mov_text"), ("s", "webvtt"), ("v", "mpeg4"),
    ("v", "libvpx-vp9"), ("v", "libvpx"), ("v", "libaom-av1"),
  ]

  private func codec(for container: String) -> String {
    container == "webm" ? "-c:v libvpx-vp9 -cpu-used 8" : "-c:v mpeg4"
  }

  @Test("Of tags, languages, parts and chapters", arguments: containers)
  func metadata(container: String) throws {
    let chapters = "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=300\ntitle=First\n"
    let tags = Self.tags.map { "\($0)=\($0 == "track" ? "7" : "some \($0)")\n" }.joined()
    folder.write(";FFMETADATA1\n" + tags + chapters, to: "meta.txt")
    let count = Self.languages.count
    let streams = (0..<count).map { index in
      "-map 1 -metadata:s:a:\(index) language=\(Self.languages[index]) "
        + "-metadata:s:a:\(index) title=Ton -disposition:a:\(index) \(Self.dispositions[index])"
    }.joined(separator: " ")
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=10:d=0.4 -f lavfi -i sine=d=0.4 -i meta.txt -map 0 \(streams) "
        + "-map_metadata 2 -map_chapters 2 \(codec(for: container)) -c:a \(container == "webm" ? "libopus" : "aac") in.mkv"
    )
    let written = Self.written.enumerated().map { "-metadata:s:a:\($0) language=\($1)" }
    folder.ffmpeg("-i in.mkv -map 0 -c copy \(written.joined(separator: " ")) with.\(container)")
    let bare = (0..<count).map { "-metadata:s:a:\($0) language= -metadata:s:a:\($0) title=" }
    folder.ffmpeg(
      "-i in.mkv -map 0 -c copy -map_metadata -1 -map_chapters -1 \(bare.joined(separator: " ")) "
        + "-disposition:a 0 without.\(container)")
    let probe = MediaProbe(folder.file("with." + container), in: folder)
    let report = try #require(folder.verify("in.mkv", "without." + container).report)

    func expect(_ check: String, _ isThere: Bool) {
      let verdict = report.verdict(check)
      #expect(
        verdict == (isThere ? "missing" : "not in this container")
          || (isThere && verdict == "different"),
        "\(container), \(check): it \(isThere ? "can" : "cannot")")
    }
    let found = Dictionary(
      (probe.format?.tags ?? [:]).map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
    for tag in Self.tags {
      expect("tag " + tag, found[tag] == (tag == "track" ? "7" : "some " + tag))
    }
    let sounds = (probe.streams ?? []).filter { $0.codec_type == "audio" }
    try #require(sounds.count == count)
    for index in 0..<count {
      let name = "stream \(index + 1) (audio): "
      expect(name + "language", sounds[index].tags?["language"] == Self.written[index])
      let title = sounds[index].tags?.first { $0.key.lowercased() == "title" }?.value
      expect(name + "tag title", title == "Ton")
      // That a container cannot mark the first stream as the default one is no loss.
      guard index > 0 else { continue }
      expect(name + "disposition", sounds[index].disposition?[Self.dispositions[index]] == 1)
    }
    expect("chapters", probe.chapters?.first?.tags?["title"] == "First")
  }

  @Test("Of streams", arguments: containers)
  func streams(container: String) throws {
    folder.write("1\n00:00:00,000 --> 00:00:00,300\nOne\n", to: "s.srt")
    let picture = "-f lavfi -i testsrc2=s=64x48:r=10:d=0.2"
    let maps = ["v": 0, "a": 1, "s": 2]
    // Matroska does not hold mov_text.
    for (source, isMovie) in [("in.mkv", false), ("in.mp4", true)] {
      let codecs = Self.codecs.filter { ($0.1 == "mov_text") == isMovie }
      let streams = codecs.enumerated().map { index, codec in
        "-map \(maps[codec.0] ?? 0) -c:\(index + 1) \(codec.1)"
      }.joined(separator: " ")
      folder.ffmpeg(
        "\(picture) -f lavfi -i sine=d=0.2 -i s.srt -map 0 \(codec(for: container)) \(streams) "
          + "-cpu-used 8 \(source)")
      let without = "without-\(isMovie).\(container)"
      folder.ffmpeg("-i \(source) -map 0:0 -c copy \(without)")
      let report = try #require(folder.verify(source, without).report)
      let own = try #require(MediaProbe(folder.file(source), in: folder).streams)
      #expect(own.count == codecs.count + 1)
      for stream in own.dropFirst() {
        let isThere = keeps(stream, of: source, in: container)
        #expect(
          report.verdict("stream \(stream.index) (\(stream.codec_type ?? ""))")
            == (isThere ? "missing" : "not in this container"),
          "\(container), \(stream.codec_name ?? ""): it \(isThere ? "can" : "cannot")")
      }
    }
  }

  @Test("Of cover art", arguments: containers + ["m4v", "f4v", "3gp"])
  func coverArt(container: String) throws {
    folder.ffmpeg("-f lavfi -i testsrc2=s=20x20 -frames:v 1 cover.jpg")
    let codec = ["webm", "avi"].contains(container) ? codec(for: container) : "-c:v libx264"
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x48:r=10:d=0.2 \(codec) bare.mkv")
    folder.ffmpeg(
      "-i bare.mkv -i cover.jpg -map 0 -map 1 -c copy -disposition:v:1 attached_pic in.mp4")
    let art =
      container == "mkv"
      ? "-attach cover.jpg -metadata:s:t mimetype=image/jpeg"
      : "-i cover.jpg -map 0 -map 1 -disposition:v:1 attached_pic"
    let attempt = folder.shell("ffmpeg -v error -i bare.mkv \(art) -c copy with.\(container)")
    let streams = MediaProbe(folder.file("with." + container), in: folder).streams ?? []
    let isThere = attempt.exitCode == 0 && streams.last?.disposition?["attached_pic"] == 1
    folder.ffmpeg("-i bare.mkv -c copy without.\(container)")
    let report = try #require(folder.verify("in.mp4", "without." + container).report)
    #expect(
      report.verdict("stream 1 (cover art)") == (isThere ? "missing" : "not in this container"),
      "\(container): it \(isThere ? "can" : "cannot")")
  }

  /// Whether ffmpeg copies a stream beside the first one so that it can be read again.
  private func keeps(_ stream: MediaProbe.Stream, of source: String, in container: String) -> Bool {
    let attempt = Subprocess(
      [
        "-v", "error", "-y", "-i", source, "-map", "0:0", "-map", "0:\(stream.index)", "-c", "copy",
        "-strict", "-2", "with." + container,
      ], program: "ffmpeg", in: folder
    ).wait()
    guard attempt.exitCode == 0 else { return false }
    let streams = MediaProbe(folder.file("with." + container), in: folder).streams ?? []
    return streams.count == 2 && streams[1].codec_name == stream.codec_name
  }
}
