import FramePipeline
import Glibc
import RLFNTestSupport
import Testing

@Suite struct OutputPlanTests {
  private let folder = TemporaryFolder()

  private func plan(
    _ inputs: [String], _ output: String, suffix: String? = nil, startNumber: Int? = nil,
    frameLimit: Int? = nil
  ) throws -> OutputPlan {
    try OutputPlan(
      for: try InputSet(inputs.map(folder.file), startNumber: startNumber), output: output,
      suffix: suffix,
      startNumber: startNumber, frameLimit: frameLimit)
  }

  private func outputs(_ inputs: [String], _ output: String, suffix: String? = nil) throws
    -> [MediaOutput]
  {
    try plan(inputs, folder.file(output), suffix: suffix).items.map(\.output)
  }

  @Test func theOutputTextDecidesTheForm() throws {
    folder.write(to: "in/a.png")
    folder.write(to: "in/b.png")
    folder.write(to: "clip.mkv")
    mkdir(folder.file("there"), 0o755)
    #expect(try outputs(["clip.mkv"], "x.mp4") == [.video(folder.file("x.mp4"))])
    #expect(try outputs(["clip.mkv"], "there") == [.imageFolder(folder.file("there"), suffix: "")])
    #expect(try outputs(["clip.mkv"], "new/") == [.imageFolder(folder.file("new/"), suffix: "")])
    #expect(
      try outputs(["in"], "new", suffix: "_SR") == [.imageFolder(folder.file("new"), suffix: "_SR")]
    )
    #expect(
      try outputs(["in"], "x_%03d.png") == [
        .imagePattern(folder.file("x_%03d.png"), firstNumber: 1)
      ])
    for input in ["clip.mkv", "in"] {
      let named = try OutputPlan(
        for: try InputSet([folder.file(input)]), output: folder.file("film"), hasFormat: true)
      #expect(named.items.map(\.output) == [.video(folder.file("film"))])
    }
    #expect(try outputs(["in/a.png"], "x.webp") == [.singleImage(folder.file("x.webp"))])
    #expect(try plan(["clip.mkv"], "-").items[0].output == .standardOutput)
  }

  @Test func outputPatternsKeepTheNumbersOfInputPatterns() throws {
    for number in 1001...1003 { folder.write(to: "s_\(number).png") }
    let kept = try plan(["s_%d.png"], folder.file("up_%05d.png")).items[0]
    #expect(kept.knownPaths == (1001...1003).map { folder.file("up_0\($0).png") })
    let chosen = try plan(["s_%d.png"], folder.file("up_%05d.png"), startNumber: 1002).items[0]
    #expect(chosen.knownPaths == (1002...1003).map { folder.file("up_0\($0).png") })
  }

  @Test func imagesInAFolderAreNamedAfterTheInputs() throws {
    folder.write(to: "in/a9.jpg")
    folder.write(to: "in/a10.png")
    let item = try plan(["in"], folder.file("out"), suffix: "_SR").items[0]
    #expect(item.knownPaths == [folder.file("out/a9_SR.png"), folder.file("out/a10_SR.png")])
    let limited = try plan(["in"], folder.file("out"), frameLimit: 1).items[0]
    #expect(limited.knownPaths == [folder.file("out/a9.png")])
    let video = MediaOutput.imageFolder("out/", suffix: "_x")
    #expect(video.imagePath(frame: 11, of: .video("clip.mkv")) == "out/000012_x.png")
  }

  @Test func batchOutputsAreNamedAfterTheInputs() throws {
    for name in ["a/one.mp4", "a/two.264", "b/frames/1.png", "b/frames/2.png", "photo.jpg"] {
      folder.write(to: name)
    }
    let made = try plan(
      ["a", "b/frames", "photo.jpg"], folder.file("out"), suffix: "_x4")
    #expect(made.batchFolder == folder.file("out"))
    #expect(
      made.items.map(\.output) == [
        .video(folder.file("out/one_x4.mp4")), .video(folder.file("out/two_x4.mkv")),
        .imageFolder(folder.file("out/frames_x4"), suffix: ""),
        .singleImage(folder.file("out/photo_x4.png")),
      ])
  }

  @Test func oneImageCannotHoldSeveralFrames() throws {
    folder.write(to: "in/a.png")
    folder.write(to: "in/b.png")
    folder.write(to: "clip.mkv")
    for input in ["in", "clip.mkv"] {
      let error = #expect(throws: PipelineError.self) { try plan([input], folder.file("x.png")) }
      #expect(error?.code == .usage)
    }
    #expect(
      try plan(["clip.mkv"], folder.file("x.png"), frameLimit: 1).items[0].output
        == .singleImage(folder.file("x.png")))
  }

  @Test(arguments: [
    ("clip", "no extension"), ("clip_%03d.mkv", "image format"),
  ])
  func outputsThatTellNoFormatAreRefused(output: String, part: String) {
    folder.write(to: "in.mkv")
    let error = #expect(throws: PipelineError.self) { try plan(["in.mkv"], folder.file(output)) }
    #expect(error?.code == .usage)
    #expect(error?.message.contains(part) == true)
  }

  @Test func batchNeedsAFolder() {
    folder.write(to: "a.mkv")
    folder.write(to: "b.mkv")
    folder.write(to: "file")
    for output in ["x.mkv", "x_%d.png", "file"].map(folder.file) + ["-"] {
      let error = #expect(throws: PipelineError.self) { try plan(["a.mkv", "b.mkv"], output) }
      #expect(error?.code == .usage, "\(output)")
    }
  }

  @Test func inputsThatWouldBecomeOneOutputAreRefused() {
    for name in ["a/clip.mkv", "b/clip.mkv", "in/x.png", "in/x.jpg"] { folder.write(to: name) }
    for inputs in [["a/clip.mkv", "b/clip.mkv"], ["in"]] {
      let error = #expect(throws: PipelineError.self) { try plan(inputs, folder.file("out/")) }
      #expect(error?.code == .usage)
      #expect(error?.message.contains("would both become") == true)
    }
  }

  @Test func outputThatIsAnInputIsRefusedByAnyName() {
    folder.write("x", to: "in/clip.mkv")
    folder.write("x", to: "in/other.mkv")
    symlink(folder.file("in/clip.mkv"), folder.file("link.mkv"))
    link(folder.file("in/clip.mkv"), folder.file("hard.mkv"))
    for output in ["in/clip.mkv", "in/../in/clip.mkv", "link.mkv", "hard.mkv"] {
      let error = #expect(throws: PipelineError.self) {
        try plan(["in/clip.mkv"], folder.file(output))
      }
      #expect(error?.code == .usage, "\(output)")
    }
    // In a batch too, also where it is another job's input.
    #expect(throws: PipelineError.self) { try plan(["in"], folder.file("in")) }
    #expect(throws: Never.self) { try plan(["in"], folder.file("in"), suffix: "_x4") }
  }

  @Test func inputsThatTheOutputIsMadeUnderAreRefusedByAnyName() {
    folder.write("x", to: "out/.film.mkv.partial")
    symlink(folder.file("out/.film.mkv.partial"), folder.file("link.mkv"))
    link(folder.file("out/.film.mkv.partial"), folder.file("hard.mkv"))
    folder.write("y", to: "out/film.mkv")
    symlink("out/film.mkv", folder.file("elsewhere.mkv"))
    for input in ["out/.film.mkv.partial", "link.mkv", "hard.mkv"] {
      for output in ["out/film.mkv", "elsewhere.mkv"] {
        let error = #expect(throws: PipelineError.self) {
          try plan([input], folder.file(output))
        }
        #expect(error?.message.contains("is made under the name of the input") == true)
      }
      #expect(throws: Never.self) { try plan([input], folder.file("out/other.mkv")) }
    }
  }

  @Test func aVideoIsNotReplacedByOneOfItsImages() {
    let moving = folder.write("GIF89a", to: "out/000007.gif")
    link(moving, folder.file("out/000007.png"))
    for output in ["out/", "out/%06d.png", "out//0%05d.png"] {
      let error = #expect(throws: PipelineError.self) {
        try plan(["out/000007.gif"], folder.file(output))
      }
      #expect(error?.message.contains("is the input") == true, "\(output)")
    }
    #expect(throws: Never.self) { try plan(["out/000007.gif"], folder.file("out/_%06d.png")) }
  }

  @Test func imagesAreNotWrittenOverThemselves() {
    folder.write(to: "in/1.png")
    #expect(throws: PipelineError.self) { try plan(["in"], folder.file("in/")) }
    #expect(throws: PipelineError.self) { try plan(["in/%d.png"], folder.file("in/%d.png")) }
  }

  @Test func suffixNeedsAFolder() {
    folder.write(to: "a.mkv")
    let error = #expect(throws: PipelineError.self) {
      try plan(["a.mkv"], folder.file("b.mkv"), suffix: "_x4")
    }
    #expect(error?.code == .usage)
  }
}
