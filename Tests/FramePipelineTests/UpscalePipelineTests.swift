import FramePipeline
import RLFNEngine
import Testing

@Suite struct UpscalePipelineTests {
  @Test(arguments: ["mp4", "mkv", "nut"])
  func aVideoKeepsItsFramesTimesAndSound(container: String) throws {
    try withTemporaryFolder { folder in
      let clip = folder + "/clip." + container
      let out = folder + "/out." + container
      try makeClip(clip, frames: 41)
      let report = try upscale(.video(clip), to: .video(out))
      #expect(try Probe.stream(out, "width,height") == "128,96")
      #expect(try Probe.times(out) == Probe.times(clip))
      #expect(try Probe.times(out).count == 41, "the last frames come out of the decoder too")
      #expect(try Probe.audio(out) == Probe.audio(clip))
      #expect(try names(in: folder) == ["clip." + container, "out." + container])
      #expect(report.input.frames == 41 && report.output.frames == 41)
    }
  }

  @Test func theOutputIsTheSamePictureLarger() throws {
    try withTemporaryFolder { folder in
      let clip = folder + "/clip.mkv"
      let out = folder + "/out.mkv"
      try makeClip(clip, "-c:v", "ffv1", "-pix_fmt", "bgr0")
      try upscale(.video(clip), to: .video(out)) {
        $0.encoder = EncoderSettings(name: "ffv1", pixelFormat: "bgr0")
      }
      func frames(_ path: String, _ filter: String) throws -> String {
        try output(
          of: "ffmpeg", "-v", "error", "-i", path, "-map", "0:v", "-vf", filter, "-f", "framemd5",
          "-")
      }
      let larger = "scale=128:96:flags=neighbor,format=gbrp"
      #expect(try frames(out, "format=gbrp") == frames(clip, larger))
    }
  }

  @Test func theBytesAreTheSameForAnyNumberOfThreadsAndFramesInFlight() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 12)
      var files: [[UInt8]] = []
      for (threads, frames) in [(1, 1), (2, 4), (7, 9)] {
        let out = folder + "/\(threads).mkv"
        let report = try upscale(
          .video(folder + "/clip.mkv"), to: .video(out),
          factory: DisagreeingUpscaler.factory(scale: 2)
        ) {
          $0.threads = threads
          $0.framesInFlight = frames
          $0.tiling = .fixed(width: 32, height: 24)
          $0.overlapPixels = 8
        }
        #expect(report.tiling.tilesPerFrame == 9 && report.tiling.mode == "tiles")
        #expect(report.frames.allSatisfy { $0.tiles == 9 && $0.pieces == 9 })
        files.append(try bytes(of: out))
      }
      #expect(files[0] == files[1] && files[1] == files[2])
    }
  }

  @Test func soundFarFromThePictureNeitherBlocksNorIsLost() throws {
    try withTemporaryFolder { folder in
      // Three frames, 20 s apart; the picture 30 s behind the sound's start; the sound 30 s behind the picture's.
      let clips = [
        ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=1/20", "-f", "lavfi", "-i", "sine"],
        ["-itsoffset", "30", "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5"]
          + ["-f", "lavfi", "-i", "sine"],
        ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5"]
          + ["-itsoffset", "30", "-f", "lavfi", "-i", "sine"],
      ]
      for (index, inputs) in clips.enumerated() {
        let clip = folder + "/clip\(index).mkv"
        let out = folder + "/out\(index).mkv"
        try run(
          ["ffmpeg", "-v", "error"] + inputs + ["-t", "60", "-c:v", "libx264", "-c:a", "aac", clip])
        try upscale(.video(clip), to: .video(out)) { $0.framesInFlight = 1 }
        #expect(try Probe.times(out) == Probe.times(clip), "clip \(index)")
        #expect(try Probe.audio(out) == Probe.audio(clip), "clip \(index)")
      }
    }
  }

  @Test func aPartOfTheInputIsCutWithItsSound() throws {
    try withTemporaryFolder { folder in
      let clip = folder + "/clip.mp4"
      try makeClip(clip, frames: 100)
      let out = folder + "/out.mp4"
      let log = ProgressLog()
      try upscale(.video(clip), to: .video(out), progress: log) {
        $0.startSeconds = 1
        $0.endSeconds = 3
      }
      #expect(try Probe.times(out).count == 50)
      #expect(log.all.last?.framesDone == 50 && log.all.last?.totalFrames == 50)
      let sound = try #require(Double(try Probe.stream(out, "duration", select: "a:0")))
      #expect(abs(sound - 2) < 0.05)

      try upscale(.video(clip), to: .video(out)) {
        $0.existingOutput = .overwrite
        $0.frameLimit = 10
      }
      #expect(try Probe.times(out) == Array(Probe.times(clip).prefix(10)))
      let short = try #require(Double(try Probe.stream(out, "duration", select: "a:0")))
      #expect(abs(short - 0.4) < 0.05, "the sound ends with the picture: \(short)")
    }
  }

  @Test func whatIsNotWantedIsLeftOut() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", "-metadata", "title=A title")
      let out = folder + "/out.mkv"
      try upscale(.video(folder + "/clip.mkv"), to: .video(out)) {
        $0.audio = .none
        $0.metadata = .none
      }
      #expect(try Probe.audio(out).isEmpty)
      let tags = try output(
        of: "ffprobe", "-v", "error", "-show_entries", "format_tags=title", "-of", "csv=p=0", out)
      #expect(tags.split(separator: "\n").isEmpty)
    }
  }

  @Test func progressTellsStartEveryFrameAndTheEnd() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mp4", frames: 20)
      let log = ProgressLog()
      let report = try upscale(
        .video(folder + "/clip.mp4"), to: .video(folder + "/out.mp4"), progress: log)
      let kinds = log.all.map { event in
        switch event.event {
        case .started: "started"
        case .frameDone: "frame \(event.framesDone) of \(event.totalFrames ?? -1)"
        case .finishing: "finishing"
        case .warning(let text), .note(let text): text
        }
      }
      #expect(kinds == ["started"] + (1...20).map { "frame \($0) of 20" } + ["finishing"])
      let times = log.all.map(\.elapsedSeconds)
      #expect(times == times.sorted())

      #expect(report.frames.map(\.index) == Array(0..<20))
      #expect(report.frames.map { rounded($0.timeSeconds) } == (0..<20).map { $0 * 40 })
      for stage in StageName.allCases where stage != .blend {
        let figures = try #require(report.stages[stage.rawValue])
        #expect(figures.count == 20)
        #expect(figures.meanMilliseconds > 0 && figures.maxMilliseconds < 60_000, "\(stage)")
        #expect(figures.p50Milliseconds <= figures.p95Milliseconds)
        #expect(figures.p95Milliseconds <= figures.maxMilliseconds)
        let share = figures.totalMilliseconds / 1000 / report.totals.wallSeconds
        // The report's wall time is rounded to milliseconds, which counts in a run as short as this.
        let rounding = 0.001 + share * 0.0005 / report.totals.wallSeconds
        #expect(abs(share - figures.busyShare) <= rounding, "\(stage)")
      }
      #expect(report.stages["blend"]?.totalMilliseconds == 0, "a whole frame needs no blending")
      #expect(report.totals.frames == 20 && report.totals.cpuSeconds > 0)
      #expect(report.output.bytes == (try bytes(of: folder + "/out.mp4")).count)
      #expect(report.input.codec == "h264" && report.output.codec == "libx264")
      #expect(report.input.frameRate == "25/1")
    }
  }

  private func rounded(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
