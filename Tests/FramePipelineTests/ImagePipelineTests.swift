import FramePipeline
import RLFNEngine
import Testing

/// Makes images named `1.png`, `2.png`, ... of these sizes.
private func makeImages(_ folder: String, sizes: [(Int, Int)]) throws -> [String] {
  try sizes.enumerated().map { index, size in
    let path = folder + "/\(index + 1).png"
    try output(
      of: "ffmpeg", "-v", "error", "-f", "lavfi", "-i",
      "testsrc2=size=128x128:rate=25,trim=start_frame=\(index),format=rgb24,"
        + "crop=\(size.0):\(size.1)", "-frames:v", "1", path)
    return path
  }
}

@Suite struct ImagePipelineTests {
  @Test func imagesOfDifferentSizesBecomeImagesNamedAfterThem() throws {
    try withTemporaryFolder { folder in
      let sizes = [(40, 30), (44, 30), (40, 30), (9, 50), (1, 1), (41, 31), (100, 7), (40, 30)]
      let paths = try makeImages(folder, sizes: sizes)
      let report = try upscale(
        .images(paths), to: .imageFolder(folder + "/large", suffix: "_SR"))
      #expect(try names(in: folder + "/large") == (1...8).map { "\($0)_SR.png" })
      for (index, size) in sizes.enumerated() {
        let out = folder + "/large/\(index + 1)_SR.png"
        #expect(try Probe.stream(out, "width,height") == "\(size.0 * 2),\(size.1 * 2)")
        let larger = "scale=\(size.0 * 2):\(size.1 * 2):flags=neighbor,format=rgb24"
        #expect(try pixels(out) == pixels(paths[index], larger), "image \(index)")
      }
      #expect(report.output.bytes == (try totalBytes(folder + "/large")))
      #expect(report.totals.frames == 8)
    }
  }

  @Test func alphaCountsWhereFramesAreCutForTheMemoryBound() throws {
    try withTemporaryFolder { folder in
      try output(
        of: "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=600x400", "-vf",
        "format=rgba,colorchannelmixer=aa=0.5", "-frames:v", "1", folder + "/1.png")
      let copy = CopyingUpscaler.factory(scale: 2)
      // With so much scratch memory the colors alone would go through whole, but not with alpha.
      let factory = UpscalerFactory(scale: 2, level: "copy", make: copy.make) {
        width, height, _, _ in
        100 * width * height
      }
      for (bound, isWhole) in [(50, false), (100, true)] {
        let report = try upscale(
          .images([folder + "/1.png"]), to: .singleImage(folder + "/\(bound).png"),
          factory: factory
        ) {
          $0.memoryBytes = bound << 20
        }
        #expect((report.tiling.mode == "whole") == isWhole)
        #expect(report.frames.map { Int($0.tiles) } == [report.tiling.tilesPerFrame])
      }
    }
  }

  @Test func imagesBecomeAVideoAtTheirRateAndAVideoBecomesImages() throws {
    try withTemporaryFolder { folder in
      let paths = try makeImages(folder, sizes: Array(repeating: (40, 30), count: 7))
      let video = folder + "/out.mkv"
      try upscale(.images(paths), to: .video(video)) { $0.frameRate = Rational(10, 1) }
      #expect(try Probe.times(video) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
      #expect(try Probe.stream(video, "width,height,avg_frame_rate") == "80,60,10/1")

      try output(of: "mkdir", folder + "/frames")
      let pattern = folder + "/frames/f_%03d.png"
      try upscale(.video(video), to: .imagePattern(pattern, firstNumber: 5))
      #expect(
        try names(in: folder + "/frames")
          == (5...11).map { $0 < 10 ? "f_00\($0).png" : "f_0\($0).png" })
      #expect(try Probe.stream(folder + "/frames/f_011.png", "width,height") == "160,120")
    }
  }

  @Test func aRangeOfImagesIsTakenByTimeAndNumber() throws {
    try withTemporaryFolder { folder in
      let paths = try makeImages(folder, sizes: Array(repeating: (20, 10), count: 9))
      try upscale(.images(paths), to: .imageFolder(folder + "/a", suffix: "")) {
        $0.frameRate = Rational(10, 1)
        $0.startSeconds = 0.2
        $0.endSeconds = 0.6
      }
      #expect(try names(in: folder + "/a") == ["3.png", "4.png", "5.png", "6.png"])
      try upscale(.images(paths), to: .video(folder + "/a.mkv")) {
        $0.frameRate = Rational(10, 1)
        $0.startSeconds = 0.2
        $0.frameLimit = 3
      }
      #expect(try Probe.times(folder + "/a.mkv") == [0, 0.1, 0.2])
    }
  }

  @Test func imagesThatExistAreLeftAloneOnRequest() throws {
    try withTemporaryFolder { folder in
      let paths = try makeImages(folder, sizes: Array(repeating: (20, 10), count: 4))
      let output = MediaOutput.imageFolder(folder + "/out", suffix: "")
      try upscale(.images(paths), to: output) { $0.frameLimit = 2 }
      let first = try bytes(of: folder + "/out/1.png")
      let skipping = { (options: inout JobOptions) in options.existingOutput = .skip }
      let report = try upscale(.images(paths), to: output, skipping)
      #expect(report.frames.map(\.index) == [2, 3])
      #expect(try names(in: folder + "/out") == ["1.png", "2.png", "3.png", "4.png"])
      #expect(try bytes(of: folder + "/out/1.png") == first)
      let nothing = try upscale(.images(paths), to: output, skipping)
      #expect(nothing.totals.frames == 0 && nothing.frames.isEmpty)

      try makeClip(folder + "/clip.mkv", frames: 5)
      let pattern = MediaOutput.imagePattern(folder + "/out/%d.png", firstNumber: 2)
      let frames = try upscale(.video(folder + "/clip.mkv"), to: pattern, skipping)
      #expect(frames.frames.map(\.index) == [3, 4], "2, 3 and 4 are there")
    }
  }

  @Test func imagesOfDifferentSizesCannotBecomeAVideo() throws {
    try withTemporaryFolder { folder in
      let paths = try makeImages(folder, sizes: [(20, 10), (20, 10), (22, 10)])
      let error = #expect(throws: PipelineError.self) {
        try upscale(.images(paths), to: .video(folder + "/out.mkv"))
      }
      #expect(error?.message.contains("22x10") == true && error?.hint != nil)
      #expect(try names(in: folder) == ["1.png", "2.png", "3.png"])
    }
  }

  private func pixels(_ path: String, _ filter: String = "format=rgb24") throws -> String {
    try output(
      of: "ffmpeg", "-v", "error", "-i", path, "-vf", filter, "-f", "framemd5", "-")
  }

  private func totalBytes(_ folder: String) throws -> Int {
    try names(in: folder).reduce(0) { try $0 + bytes(of: folder + "/" + $1).count }
  }
}
