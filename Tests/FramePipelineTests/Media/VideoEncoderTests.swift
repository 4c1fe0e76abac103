import FramePipeline
import RLFNTestSupport
import Testing

@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct VideoEncoderTests {
  private let folder = TemporaryFolder()

  private func source(_ format: String = "yuv420p", _ more: String = "") -> String {
    folder.testClip(
      "source-\(format).mkv", frames: 3, "-vf format=\(format) \(more) -c:v ffv1")
  }

  private func run(
    _ settings: EncoderSettings, _ output: String = "out.mkv", format: String = "yuv420p"
  ) throws -> CopyJob.Result {
    var job = CopyJob()
    job.settings = settings
    return try job.run(source(format), folder.file(output), overwrites: true)
  }

  @Test(
    "By default a file gets H.264 in 4:2:0, of 10 bits where the source has more than 8, and HEVC from 12"
  )
  func choosesDefaults() throws {
    for (format, expected) in [
      ("yuv420p", "yuv420p"), ("yuv444p", "yuv420p"), ("gray", "yuv420p"), ("gbrp", "yuv420p"),
      ("yuv420p10le", "yuv420p10le"), ("yuv444p12le", "yuv420p12le"),
    ] {
      #expect(try run(EncoderSettings(), format: format).format?.pixelFormat == expected)
      #expect(
        Tool.probe(folder.file("out.mkv"), "stream=codec_name,pix_fmt,width,height")
          // What is full range and 8 bits is named that way by ffprobe.
          == [
            "\(expected.contains("12") ? "hevc" : "h264"),128,96,\(format == "gray" ? "yuvj420p" : expected)"
          ])
    }
  }

  @Test("A lossless encoder keeps model, chroma and depth")
  func keepsModelWithoutLoss() throws {
    for format in ["gray", "gbrp10le", "yuv444p10le", "yuv422p", "gray10le"] {
      #expect(
        try run(EncoderSettings(name: "ffv1"), format: format).format?.pixelFormat == format)
    }
  }

  @Test("Every container has an encoder of its own")
  func choosesByContainer() throws {
    for (name, codec) in [
      ("a.mp4", "h264"), ("a.mov", "h264"), ("a.webm", "vp9"), ("a.avi", "h264"), ("a.nut", "h264"),
      ("a.gif", "gif"), ("a.apng", "apng"), ("a.y4m", "rawvideo"),
    ] {
      _ = try run(EncoderSettings(), name)
      #expect(Tool.probe(folder.file(name), "stream=codec_name").first == codec, "\(name)")
      let count = "stream=nb_read_frames -count_frames"
      #expect(Tool.probe(folder.file(name), count).map(\.trimmingCommas) == ["3"], "\(name)")
    }
  }

  @Test("Options reach the encoder, its private ones too")
  func setsOptions() throws {
    let settings = EncoderSettings(
      crf: 51, preset: "ultrafast", pixelFormat: "yuv444p",
      options: [("profile", "high444"), ("g", "1"), ("x264-params", "bframes=0")])
    let result = try run(settings)
    #expect(result.format?.pixelFormat == "yuv444p")
    let flags = Tool.probe(folder.file("out.mkv"), "packet=flags")
    #expect(flags.count == 3 && flags.allSatisfy { $0.hasPrefix("K") })
    #expect(result.byteCount < (try run(EncoderSettings(crf: 1))).byteCount)
  }

  @Test(
    "A wrong name, key or value is the user's error, and the nearest right one is named",
    arguments: [
      (EncoderSettings(name: "libx246"), "libx264"),
      (EncoderSettings(options: [("presett", "slow")]), "preset"),
      (EncoderSettings(options: [("crf", "abc")]), ""),
      (EncoderSettings(options: [("crf", "-9")]), ""),
      (EncoderSettings(options: [("nal-hrd", "vbrr")]), "vbr"),
      (EncoderSettings(preset: "superslow"), ""),
      (EncoderSettings(pixelFormat: "yuv420p9"), "yuv420p"),
      (EncoderSettings(name: "ffv1", crf: 20), ""),
      (EncoderSettings(name: "aac"), ""),
    ])
  func refusesWrongSettings(settings: EncoderSettings, nearest: String) throws {
    let error = #expect(throws: PipelineError.self) { try run(settings) }
    #expect(error?.code == .usage)
    if !nearest.isEmpty { #expect(error?.hint?.contains(nearest) == true) }
    #expect(folder.names().allSatisfy { $0.hasPrefix("source") })
  }

  @Test("A container that cannot hold the encoder's stream is the user's error")
  func refusesContainer() throws {
    let error = #expect(throws: PipelineError.self) {
      try run(EncoderSettings(name: "libx264"), "a.webm")
    }
    #expect(error?.code == .usage)
    let unknown = #expect(throws: PipelineError.self) { try run(EncoderSettings(), "a.xyz") }
    #expect(unknown?.code == .usage)
    let sound = #expect(throws: PipelineError.self) { try run(EncoderSettings(), "a.flac") }
    #expect(sound?.code == .usage)
  }

  @Test("The encoder's bytes are the same in every run")
  func isDeterministic() throws {
    _ = try run(EncoderSettings(), "a.y4m")
    _ = try run(EncoderSettings(), "one.nut")
    _ = try run(EncoderSettings(), "two.nut")
    #expect(Tool.run("cmp \(folder.file("one.nut")) \(folder.file("two.nut"))"))
  }
}
