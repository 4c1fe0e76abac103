import FoundationEssentials
import RLFNTestSupport
import Testing

@Suite struct InfoTests {
  private let folder = TemporaryFolder()

  private struct Report: Decodable {
    struct Size: Decodable { let width, height: Int }
    struct Media: Decodable {
      let path: String
      let width, height: Int
      let frames: Int?
      let streams: [Stream]
    }
    struct Stream: Decodable { let kind, codec: String }
    let model: String
    let scale, parameters, conv2d, macs, activations: Int
    let input: Size
    let media: Media?
  }

  private func report(_ arguments: String...) throws -> Report {
    let result = Subprocess(["info", "--json"] + arguments, in: folder).wait()
    #expect(result.exitCode == 0)
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test func figuresOfTheDefaultAreThoseOfTheChallenge() throws {
    let figures = try report()
    #expect(figures.model == "rlfn_ntire")
    #expect(figures.scale == 4)
    #expect(figures.parameters == 317_218)
    #expect(figures.macs / 10_000_000 == 1969)
    #expect(figures.activations / 10_000 == 8004)
    #expect(figures.conv2d == 39)
    #expect((figures.input.width, figures.input.height) == (256, 256))
    #expect(figures.media == nil)
    let text = folder.run("info").output
    for figure in ["0.317 M", "19.70 G", "80.05 M", " 39\n"] { #expect(text.contains(figure)) }
  }

  @Test func modelAndScaleAreCountedAsAsked() throws {
    let figures = try report("-m", "rlfn", "-s", "2")
    #expect(figures.model == "rlfn")
    #expect(figures.scale == 2)
    #expect(figures.conv2d == 57)
  }

  @Test func inputIsSummarised() throws {
    folder.run(
      program: "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=32x16:r=10:d=1", "-f", "lavfi", "-i",
        "sine=d=1", "-c:v", "ffv1", "clip.mkv",
      ])
    let media = try #require(try report("-i", "clip.mkv").media)
    #expect(media.path == "clip.mkv")
    #expect((media.width, media.height) == (32, 16))
    #expect(media.frames == 10)
    #expect(media.streams.map(\.kind) == ["video", "audio"])
    #expect(media.streams[0].codec == "ffv1")
    #expect(folder.run("info", "-i", "clip.mkv").output.contains("10 frames of 32x16, ffv1"))
  }

  @Test func inputThatCannotBeReadEndsWith3() {
    folder.write("this is no video", to: "clip.mp4")
    for input in ["clip.mp4", "nowhere.mp4"] {
      let result = folder.run("info", "-i", input)
      #expect(result.exitCode == 3)
      #expect(result.errors.hasPrefix("rlfn-video: error: "))
      #expect(result.errors.contains(input))
    }
  }

  @Test func modelsAreListed() {
    let result = folder.run("--list-models")
    #expect(result.exitCode == 0)
    let names = result.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != " " } }
    #expect(names == ["rlfn_ntire", "rlfn", "rlfn_s"])
  }
}
