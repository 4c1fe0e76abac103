import FramePipeline
import RLFNTestSupport
import Synchronization
import Testing

/// What becomes of the place that a muxer writes to.
@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct MuxerTargetTests {
  private let folder = TemporaryFolder()

  @Test("An existing target is replaced only on demand, and only when the new one is complete")
  func protectsTargets() throws {
    let input = folder.testClip(
      "in.mkv", frames: 3, "-c:v ffv1")
    let output = folder.write("precious", to: "out.mkv")
    let error = #expect(throws: PipelineError.self) { try CopyJob().run(input, output) }
    #expect(error?.code == .unwritableOutput)

    do {
      let demuxer = try Demuxer(path: input)
      let muxer = try Muxer(path: output, overwrites: true, source: demuxer)
      #expect(folder.names().count == 3)
      muxer.abort()
    }
    #expect(Tool.output("cat \(output)") == "precious")
    #expect(folder.names() == ["in.mkv", "out.mkv"])

    Tool.run("ln -s out.mkv \(folder.file("link.mkv"))")
    _ = try CopyJob().run(input, folder.file("link.mkv"), overwrites: true)
    #expect(Tool.times(output).count == 3)
    #expect(Tool.output("readlink \(folder.file("link.mkv"))") == "out.mkv\n")
  }

  @Test("What a link leads to is made where there is nothing yet")
  func makesWhatLinksLeadTo() throws {
    let input = folder.testClip("in.mkv", frames: 3, "-c:v ffv1")
    Tool.run("mkdir \(folder.file("large"))")
    let links = [
      "absolute.mkv": folder.file("large/1.mkv"), "relative.mkv": "large/2.mkv",
      "large/up.mkv": "../3.mkv", "first.mkv": "large/second.mkv", "large/second.mkv": "4.mkv",
    ]
    for (link, target) in links { Tool.run("ln -s \(target) \(folder.file(link))") }
    for (link, made) in [
      ("absolute.mkv", "large/1.mkv"), ("relative.mkv", "large/2.mkv"), ("large/up.mkv", "3.mkv"),
      ("first.mkv", "large/4.mkv"),
    ] {
      #expect(FileSystem.place(folder.file(link)) == FileSystem.place(folder.file(made)))
      _ = try CopyJob().run(input, folder.file(link))
      #expect(Tool.times(folder.file(made)).count == 3, "\(made)")
      #expect(Tool.output("readlink \(folder.file(link))") == "\(links[link] ?? "")\n")
    }
    Tool.run("ln -s no/such.mkv \(folder.file("lost.mkv"))")
    Tool.run("ln -s round.mkv \(folder.file("round.mkv"))")
    let error = #expect(throws: PipelineError.self) {
      try CopyJob().run(input, folder.file("lost.mkv"))
    }
    #expect(error?.message.contains("no does not exist") == true, "\(String(describing: error))")
    #expect(FileSystem.destination(of: folder.file("round.mkv")) == folder.file("round.mkv"))
  }

  @Test("Waiting for the reader of a named pipe ends with the run")
  func stopsWaitingForReaders() throws {
    let input = folder.testClip("in.mkv", frames: 3, "-c:v ffv1")
    let output = folder.file("out.nut")
    Tool.run("mkfifo \(output)")
    let asked = Atomic<Int>(0)
    let error = #expect(throws: PipelineError.self) {
      _ = try Muxer(path: output, overwrites: true, source: Demuxer(path: input)) {
        asked.add(1, ordering: .relaxed).newValue > 2
      }
    }
    #expect(error?.code == .interrupted)
    #expect(folder.names() == ["in.mkv", "out.nut"])
  }

  @Test("A target that cannot be made, and a full disk, are named")
  func namesUnwritableTargets() throws {
    let input = folder.testClip(
      "in.mkv", frames: 40, "-c:v ffv1")
    var job = CopyJob()
    for path in [folder.path, folder.file("no/such/out.mkv"), "/proc/out.mkv", "/dev/full"] {
      if path == "/dev/full" { job.formatName = "matroska" }
      let error = #expect(throws: PipelineError.self) {
        try job.run(input, path == folder.path ? path + "/" : path)
      }
      #expect(error?.code == (path == folder.path ? .usage : .unwritableOutput), "\(path)")
      if path == "/dev/full" { #expect(error?.message.contains("No space left") == true) }
    }
    #expect(folder.names() == ["in.mkv"])
  }
}
