import FramePipeline
import RLFNTestSupport
import Testing

@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct DemuxerTests {
  private let folder = TemporaryFolder()

  /// The error that opening a file gives.
  private func failure(_ path: String) -> PipelineError? {
    do {
      _ = try Demuxer(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("What cannot be read is named, with the reason")
  func namesUnreadableInputs() {
    let cases = [
      (folder.file("missing.mp4"), "No such file"), (folder.path, "is a folder"),
      (folder.write("", to: "empty.mp4"), "is empty"),
      (folder.write("text is no video", to: "text.mkv"), "not a media file"),
    ]
    for (path, reason) in cases {
      let error = failure(path)
      #expect(error?.code == .unreadableInput)
      #expect(error?.message.contains(path) == true && error?.message.contains(reason) == true)
    }
  }

  @Test("A file with sound only says that it holds no video")
  func refusesSound() {
    let path = folder.clip("a.mka", "-f lavfi -i sine -t 0.2 -c:a flac")
    let error = failure(path)
    #expect(error?.code == .unreadableInput)
    #expect(error?.message.contains("no video") == true)
    #expect(error?.message.contains("audio (flac)") == true)
  }

  @Test("A file that is cut off before its index is refused with the reason")
  func refusesCutOffFile() {
    let path = folder.testClip(
      "a.mp4", frames: 20, "-c:v mpeg4")
    Tool.run("truncate -s 3000 \(path)")
    let error = failure(path)
    #expect(error?.code == .unreadableInput)
    #expect(error?.message.contains("moov atom not found") == true)
    #expect(error?.hint != nil)
  }

  @Test("The default video is chosen, else the first, and never cover art")
  func choosesVideo() throws {
    let inputs = "-f lavfi -i testsrc2=s=32x16:d=0.2 -f lavfi -i testsrc2=s=64x48:d=0.2"
    let plain = folder.clip(
      "plain.mkv", inputs + " -map 0 -map 1 -c:v ffv1 -disposition:v 0")
    #expect(try Demuxer(path: plain).video.streamIndex == 0)
    let marked = folder.clip(
      "marked.mkv", inputs + " -map 0 -map 1 -c:v ffv1 -disposition:v:0 0 -disposition:v:1 default")
    #expect(try Demuxer(path: marked).video.streamIndex == 1)
    let cover = folder.clip("cover.png", "-f lavfi -i testsrc2=s=32x16 -frames:v 1")
    let art = folder.clip(
      "art.mp4",
      "-i \(cover) -f lavfi -i testsrc2=s=64x48:d=0.2 -map 0 -map 1 -c:v:0 copy "
        + "-disposition:v:0 attached_pic -c:v:1 mpeg4")
    let demuxer = try Demuxer(path: art)
    #expect(demuxer.video.width == 64)
    #expect(demuxer.streams.contains { $0.kind == .coverArt })
    let song = folder.clip(
      "song.mp3",
      "-f lavfi -i sine=d=0.2 -f lavfi -i testsrc2=s=64x48:d=0.1 -map 0 -map 1 -frames:v 1 "
        + "-c:v png -disposition:v attached_pic")
    #expect(failure(song)?.message.contains("cover art (png)") == true)
  }

  @Test("Streams are listed with kind, codec and language")
  func listsStreams() throws {
    let path = folder.clip(
      "a.mkv",
      "-f lavfi -i testsrc2=s=64x48:d=0.4:r=30000/1001 -f lavfi -i sine=d=0.4 -c:v ffv1 -c:a flac "
        + "-metadata:s:a language=deu")
    let demuxer = try Demuxer(path: path)
    #expect(demuxer.streams.map(\.kind) == [.video, .audio])
    #expect(demuxer.streams.map(\.codec) == ["ffv1", "flac"])
    #expect(demuxer.streams.map(\.language) == [nil, "deu"])
    #expect(demuxer.video.frameRate == Rational(30000, 1001))
    #expect((demuxer.video.width, demuxer.video.height) == (64, 48))
  }

  @Test("A colon or a percent sign in a name is no protocol and no pattern")
  func takesNamesLiterally() throws {
    let made = folder.clip("a.mkv", "-f lavfi -i testsrc2=s=64x48:d=0.1 -c:v ffv1")
    for name in ["b:c.mkv", "x%03d.mkv", "with space.mkv"] {
      Tool.run("cp \(made) '\(folder.file(name))'")
      #expect(try Demuxer(path: folder.file(name)).video.width == 64)
    }
  }

  @Test("A cancelled read ends as interrupted")
  func cancels() throws {
    let path = folder.clip("a.mkv", "-f lavfi -i testsrc2=s=64x48:d=0.1 -c:v ffv1")
    let error = #expect(throws: PipelineError.self) {
      _ = try Demuxer(path: path, isCancelled: { true })
    }
    #expect(error?.code == .interrupted)
  }

  @Test("A jump lands at or before the last key frame", arguments: ["a.mp4", "a.ts"])
  func seeks(name: String) throws {
    let path = folder.clip(
      name,
      "-f lavfi -i testsrc2=s=64x48:r=10:d=4 -c:v libx264 -g 10 -output_ts_offset 5 -preset ultrafast"
    )
    let demuxer = try Demuxer(path: path)
    try demuxer.seek(toSeconds: 2.55)
    var found: Double?
    // In a transport stream it may land amid what the decoder drops.
    while found == nil, let packet = try demuxer.read() {
      #expect(packet.isKeyFrame || name == "a.ts")
      if packet.isKeyFrame { found = packet.seconds }
    }
    let seconds = try #require(found) - demuxer.startSeconds
    #expect(name == "a.ts" ? seconds < 2.001 : seconds == 2)
  }
}
