import FramePipeline
import RLFNTestSupport
import Testing

@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct VideoDecoderTests {
  private let folder = TemporaryFolder()

  private struct Decoded {
    var times: [Int64] = []
    var durations: [Int64] = []
    var damaged = 0
    var formats: Set<String> = []
  }

  /// Decodes a whole file.
  private func decode(_ path: String, threads: Int = 2) throws -> Decoded {
    var result = Decoded()
    let demuxer = try Demuxer(path: path)
    let decoder = try VideoDecoder(for: demuxer, threads: threads)
    func drain() throws {
      while true {
        switch try decoder.receive() {
        case .frame(let frame):
          let pts = frame.pts
          result.times.append(try #require(pts))
          result.durations.append(frame.duration)
          result.formats.insert(frame.pixelFormatName)
        case .needsInput: return
        case .finished: return
        }
      }
    }
    while let packet = try demuxer.read() {
      guard packet.streamIndex == demuxer.video.streamIndex else { continue }
      try decoder.send(packet)
      try drain()
    }
    try decoder.finish()
    try drain()
    #expect(decoder.frameCount == result.times.count)
    result.damaged = decoder.damagedCount
    return result
  }

  @Test("Every frame comes out with its time, the last ones too", arguments: [1, 3])
  func drains(threads: Int) throws {
    let path = folder.testClip(
      "a.mkv", frames: 23, "-c:v libx264 -bf 3 -preset fast")
    #expect(try decode(path, threads: threads).times.map(Int.init) == Tool.times(path))
  }

  @Test("Streams without times get those of their frame rate")
  func timesRawStreams() throws {
    let path = folder.testClip(
      "a.264", frames: 11, "-c:v libx264 -bf 2 -preset fast")
    let decoded = try decode(path)
    let demuxer = try Demuxer(path: path)
    let tick = Int64((1 / demuxer.video.timeBase.value / 25).rounded())
    #expect(decoded.times == (0..<11).map { $0 * tick })
    #expect(decoded.durations.allSatisfy { $0 == tick })
  }

  @Test("A stream of which nothing can be decoded is unreadable")
  func refusesGarbage() throws {
    let path = folder.testClip(
      "a.mkv", frames: 5, "-c:v libx264 -bsf:v noise=amount=1")
    let error = #expect(throws: PipelineError.self) { try decode(path) }
    #expect(error?.code == .unreadableInput)
  }

  @Test("VP9 with alpha is decoded with its alpha")
  func seesAlpha() throws {
    let path = folder.testClip(
      "a.webm", frames: 2,
      "-vf format=yuva420p -c:v libvpx-vp9 -cpu-used 8 "
        + "-deadline realtime")
    #expect(try decode(path).formats == ["yuva420p"])
  }

  @Test(
    "Frames and times of real clips are FFmpeg's",
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"),
    arguments: [
      "bikes.mp4", "one_frame.mp4", "discard_first_keyframe.mp4", "sample_android_slow_motion.mp4",
      "people-detection.gif", "edit_list_positive_shift.mp4",
      "realshort_bitflips.mp4", "sample_mdat_too_long.mp4", "carphone_pristine.mp4",
    ])
  func decodesClips(name: String) throws {
    #expect(try decode(clip(name)).times.map(Int.init) == Tool.times(clip(name)))
  }

  @Test(
    "Frames before the first one with a time end where it begins",
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
  func timesFramesBeforeZero() throws {
    // FFmpeg reads no times of blocks before 0 in Matroska: the first 15 frames have none.
    let times = try decode(clip("realshort_negative_start.mkv")).times
    #expect(times.count == 36)
    #expect(times.prefix(16) == (0...15).map { ($0 - 15) * 33 }[...])
  }

  @Test(
    "Damage is counted", .enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
  func countsDamage() throws {
    #expect(try decode(clip("realshort_bitflips.mp4")).damaged > 0)
    #expect(try decode(clip("bikes.mp4")).damaged == 0)
    #expect(try decode(clip("Adobe_PDF_sample_a_1024x768_50Frms.264")).times.count == 50)
    let error = #expect(throws: PipelineError.self) { try decode(clip("invalid-bitstream.webm")) }
    #expect(error?.code == .unreadableInput)
  }
}
