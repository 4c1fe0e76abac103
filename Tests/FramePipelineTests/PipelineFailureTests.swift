import FramePipeline
import RLFNEngine
import Testing

@Suite struct PipelineFailureTests {
  @Test func cancellationAtAnyMomentLeavesNoOutput() throws {
    try withTemporaryFolder { folder in
      let clip = folder + "/clip.mkv"
      try makeClip(clip, frames: 60)
      for moment in [0, 1, 2, 5, 20, 59, 60] {
        let cancellation = Cancellation()
        let error = #expect(throws: PipelineError.self, "at frame \(moment)") {
          try upscale(
            .video(clip), to: .video(folder + "/out.mkv"), cancellation: cancellation,
            progress: ProgressLog { if $0.framesDone == moment { cancellation.cancel() } })
        }
        #expect(error?.code == .interrupted)
        #expect(try names(in: folder) == ["clip.mkv"], "at frame \(moment)")
      }
      let before = Cancellation()
      before.cancel(.terminated)
      let error = #expect(throws: PipelineError.self) {
        try upscale(.video(clip), to: .video(folder + "/out.mkv"), cancellation: before)
      }
      #expect(error?.code == .interrupted)
      #expect(try names(in: folder) == ["clip.mkv"])
    }
  }

  @Test func imagesThatWereCompleteStayAfterCancellation() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 60)
      let cancellation = Cancellation()
      #expect(throws: PipelineError.self) {
        try upscale(
          .video(folder + "/clip.mkv"), to: .imageFolder(folder + "/out", suffix: ""),
          cancellation: cancellation,
          progress: ProgressLog { if $0.framesDone == 3 { cancellation.cancel() } })
      }
      let early = Cancellation()
      #expect(throws: PipelineError.self) {
        try upscale(
          .video(folder + "/clip.mkv"), to: .imageFolder(folder + "/none", suffix: ""),
          cancellation: early,
          progress: ProgressLog { if case .started = $0.event { early.cancel() } })
      }
      #expect(try names(in: folder) == ["clip.mkv", "out"], "no folder is left that holds nothing")
      let made = try names(in: folder + "/out")
      #expect(made.count >= 3 && made.count < 60)
      for name in made {
        #expect(try Probe.stream(folder + "/out/" + name, "width,height") == "128,96")
      }
    }
  }

  @Test func whatHoldsNoPictureIsUnreadable() throws {
    try withTemporaryFolder { folder in
      try output(of: "touch", folder + "/empty.mp4")
      try output(
        of: "dd", "if=/dev/urandom", "of=\(folder)/noise.mp4", "bs=4096", "count=10", "status=none")
      try output(
        of: "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine", "-t", "1", folder + "/sound.mp4")
      for name in ["empty.mp4", "noise.mp4", "sound.mp4", "missing.mp4"] {
        let error = #expect(throws: PipelineError.self, "\(name)") {
          try upscale(.video(folder + "/" + name), to: .video(folder + "/out.mkv"))
        }
        #expect(error?.code == .unreadableInput, "\(name)")
        #expect(error?.message.contains(name) == true)
      }
      let error = #expect(throws: PipelineError.self) {
        try upscale(
          .images([folder + "/noise.mp4"]), to: .imageFolder(folder + "/out", suffix: ""))
      }
      #expect(error?.code == .unreadableInput)
      #expect(try names(in: folder) == ["empty.mp4", "noise.mp4", "sound.mp4"])
    }
  }

  @Test func aRangeWithoutFramesIsTheUsersMistake() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 10)
      let error = #expect(throws: PipelineError.self) {
        try upscale(.video(folder + "/clip.mkv"), to: .video(folder + "/out.mkv")) {
          $0.startSeconds = 100
        }
      }
      #expect(error?.code == .usage)
      #expect(try names(in: folder) == ["clip.mkv"])
    }
  }

  @Test func anOutputThatCannotBeWrittenIsFoundBeforeTheNetworkRuns() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 10)
      try output(of: "touch", folder + "/there.mkv")
      for path in ["/nonexistent/out.mkv", folder + "/there.mkv"] {
        let log = ProgressLog()
        let error = #expect(throws: PipelineError.self) {
          try upscale(.video(folder + "/clip.mkv"), to: .video(path), progress: log)
        }
        #expect(error?.code == .unwritableOutput)
        #expect(log.all.isEmpty)
      }
      #expect(try bytes(of: folder + "/there.mkv").isEmpty, "what was there is untouched")
      let unknown = #expect(throws: PipelineError.self) {
        try upscale(.video(folder + "/clip.mkv"), to: .video(folder + "/out.mkv")) {
          $0.encoder.options = [(key: "no-such-option", value: "1")]
        }
      }
      #expect(unknown?.code == .usage)
      #expect(try names(in: folder) == ["clip.mkv", "there.mkv"])
    }
  }

  @Test func anErrorWhileImagesAreWrittenStopsAllStagesAndIsReported() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 60)
      try output(of: "mkdir", folder + "/out")
      try output(of: "touch", folder + "/out/000007.png")
      let error = #expect(throws: PipelineError.self) {
        try upscale(
          .video(folder + "/clip.mkv"), to: .imageFolder(folder + "/out", suffix: ""))
      }
      #expect(error?.code == .unwritableOutput && error?.message.contains("000007.png") == true)
      // How many are written beside the one that fails is a matter of luck; none is left in half.
      let made = try names(in: folder + "/out")
      #expect(made.count >= 7 && made.allSatisfy { $0.hasSuffix(".png") }, "\(made)")
      #expect(try bytes(of: folder + "/out/000007.png").isEmpty)
    }
  }

  @Test func aDamagedClipGivesWhatCanBeDecodedAndAWarning() throws {
    try withTemporaryFolder { folder in
      let clip = folder + "/clip.ts"
      try makeClip(clip, frames: 50)
      var data = try bytes(of: clip)
      var numbers = SeededNumbers(seed: 9)
      for _ in 0..<40 { data[Int.random(in: 8000..<data.count - 8000, using: &numbers)] ^= 0x55 }
      try write(data, to: clip)
      let log = ProgressLog()
      let report = try upscale(.video(clip), to: .video(folder + "/out.mkv"), progress: log)
      #expect(report.totals.frames > 0)
      #expect(log.warnings.contains { $0.contains("damaged") }, "\(log.warnings)")
    }
  }

  @Test func aVideoWhoseSizeChangesKeepsTheFirstSizeAndImagesTheirOwn() throws {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/a.ts", frames: 12)
      try makeClip(folder + "/b.ts", frames: 12, "-vf", "scale=80:60")
      let clip = folder + "/clip.ts"
      try write(bytes(of: folder + "/a.ts") + bytes(of: folder + "/b.ts"), to: clip)
      let log = ProgressLog()
      try upscale(.video(clip), to: .video(folder + "/out.mkv"), progress: log)
      #expect(log.warnings.contains { $0.contains("frame 12") }, "\(log.warnings)")
      #expect(try Probe.stream(folder + "/out.mkv", "width,height") == "128,96")
      #expect(try Probe.times(folder + "/out.mkv").count == 24)
      try upscale(.video(clip), to: .imageFolder(folder + "/out", suffix: ""))
      #expect(try names(in: folder + "/out").count == 24)
      #expect(try Probe.stream(folder + "/out/000012.png", "width,height") == "128,96")
      #expect(try Probe.stream(folder + "/out/000013.png", "width,height") == "160,120")
    }
  }
}
