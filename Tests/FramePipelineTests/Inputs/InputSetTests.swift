import FramePipeline
import RLFNTestSupport
import Testing

@Suite struct InputSetTests {
  private let folder = TemporaryFolder()

  private func images(_ text: String, startNumber: Int? = nil) throws -> [String] {
    let inputs = try InputSet([text], startNumber: startNumber)
    #expect(!inputs.isBatch)
    #expect(inputs.sources.count == 1)
    guard case .images(let paths) = inputs.sources[0].media else { return [] }
    return paths.map { String($0.dropFirst(folder.path.count + 1)) }
  }

  private func error(_ texts: [String], startNumber: Int? = nil) -> PipelineError? {
    #expect(throws: PipelineError.self) { try InputSet(texts, startNumber: startNumber) }
  }

  @Test func folderGivesItsImagesInNaturalOrderAndNothingElse() throws {
    for name in ["f10.png", "f2.JPG", "f1.tif", ".f0.png", "notes.txt", "sub.png/x"] {
      folder.write(to: name)
    }
    #expect(try images(folder.path) == ["f1.tif", "f2.JPG", "f10.png"])
    #expect(
      try images(folder.path + "/")
        == ["/f1.tif", "/f2.JPG", "/f10.png"].map { String($0.dropFirst()) })
  }

  @Test func folderOfVideosIsABatch() throws {
    for name in ["v/b10.mkv", "v/b9.MP4", "v/readme.md"] { folder.write(to: name) }
    let inputs = try InputSet([folder.file("v")])
    #expect(inputs.isBatch)
    #expect(
      inputs.sources.map(\.media) == [
        .video(folder.file("v/b9.MP4")), .video(folder.file("v/b10.mkv")),
      ])
    #expect(inputs.sources.map(\.name) == ["b9", "b10"])
  }

  @Test func folderWithImagesAndVideosIsRefusedWithAHint() {
    folder.write(to: "a.png")
    folder.write(to: "b.mp4")
    let error = error([folder.path])
    #expect(error?.code == .usage)
    #expect(error?.message.contains("a.png") == true)
    #expect(error?.message.contains("b.mp4") == true)
    #expect(error?.hint?.contains("/*.png'") == true)
  }

  @Test func emptyFolderIsUnreadable() {
    folder.write(to: "empty/.hidden.png")
    let error = error([folder.file("empty")])
    #expect(error?.code == .unreadableInput)
    #expect(error?.message.contains("empty") == true)
  }

  @Test func patternStartsAtTheLowestNumberThatExists() throws {
    for number in 8...12 { folder.write(to: "shot_\(number < 10 ? "0" : "")\(number).png") }
    folder.write(to: "shot_x.png")
    let all = ["shot_08.png", "shot_09.png", "shot_10.png", "shot_11.png", "shot_12.png"]
    #expect(try images(folder.file("shot_%02d.png")) == all)
    #expect(try images(folder.file("shot_%02d.png"), startNumber: 11) == Array(all.suffix(2)))
    let inputs = try InputSet([folder.file("shot_%02d.png")])
    #expect(inputs.sources[0].firstNumber == 8)
    #expect(inputs.sources[0].name == "shot")
  }

  @Test func patternWithAGapIsRefusedRatherThanCutShort() {
    for number in [1, 2, 4] { folder.write(to: "\(number).png") }
    let error = error([folder.file("%d.png")])
    #expect(error?.code == .unreadableInput)
    #expect(error?.message.contains("/3.png' is missing") == true)
  }

  @Test func patternWithoutImagesOrWithTheWrongStartIsUnreadable() {
    folder.write(to: "5.png")
    #expect(error([folder.file("x%d.png")])?.code == .unreadableInput)
    let late = error([folder.file("%d.png")], startNumber: 6)
    #expect(late?.code == .unreadableInput)
    #expect(late?.hint == "the first number there is 5")
  }

  @Test func globMatchesInNaturalOrder() throws {
    for name in ["s/a10.png", "s/a9.png", "s/b1.jpg", "s/.a1.png"] { folder.write(to: name) }
    #expect(try images(folder.file("s/*.png")) == ["s/a9.png", "s/a10.png"])
    #expect(try images(folder.file("s/*.{png,jpg}")) == ["s/a9.png", "s/a10.png", "s/b1.jpg"])
    #expect(error([folder.file("s/*.tif")])?.code == .unreadableInput)
  }

  @Test func namesThatExistAreMeantLiterally() throws {
    folder.write(to: "what?[1]%d.png")
    #expect(try images(folder.file("what?[1]%d.png")) == ["what?[1]%d.png"])
  }

  @Test func singleFilesAreToldByExtensionOrContent() throws {
    folder.write("P5\n2 2\n255\nabcd", to: "picture")
    folder.write("YUV4MPEG2 W2 H2 F25:1 C420\nFRAME\nabcdef", to: "video")
    let inputs = try InputSet(
      ["picture", "video", "a.gif", "b.WebP"].map {
        folder.write(to: "x/" + $0); return folder.file($0.contains(".") ? "x/" + $0 : $0)
      })
    #expect(
      inputs.sources.map(\.media) == [
        .images([folder.file("picture")]), .video(folder.file("video")),
        .video(folder.file("x/a.gif")), .images([folder.file("x/b.WebP")]),
      ])
  }

  @Test(.enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
  func animatedPNGIsAVideo() throws {
    let animated = Shared.folder + "/clips/delay.png"
    let still = Shared.folder + "/clips/butterfly_16bit.png"
    let inputs = try InputSet([animated, still])
    #expect(inputs.sources.map(\.media) == [.video(animated), .images([still])])
  }

  @Test func missingInputNamesTheFileAndTheReason() {
    let error = error([folder.file("nowhere.mkv")])
    #expect(error?.code == .unreadableInput)
    #expect(
      error?.message
        == "input '\(folder.file("nowhere.mkv"))' cannot be read: No such file or directory")
  }

  @Test func standardInputStandsAlone() throws {
    let inputs = try InputSet(["-"])
    #expect(inputs.sources[0].media == .standardInput)
    #expect(!inputs.isBatch)
    #expect(error(["-", folder.write(to: "a.mkv")])?.code == .usage)
  }
}
