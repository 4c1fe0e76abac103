import Glibc
import RLFNTestSupport
import Testing

/// Every check of `verify` finds the damage that it is for: ffmpeg makes it, and exactly those lines say so.
@Suite struct VerifyTests {
  private static let richFolder: TemporaryFolder = {
    let folder = TemporaryFolder()
    VerifySources.makeRich(in: folder)
    return folder
  }()
  private static let hdrFolder: TemporaryFolder = {
    let folder = TemporaryFolder()
    VerifySources.makeHDR(in: folder)
    return folder
  }()

  /// A folder of a test's own with links to the sources, which are made once.
  private static func rich() -> TemporaryFolder {
    folder(with: ["rich.mkv", "s.srt", "font.ttf"], of: richFolder)
  }

  private static func hdr() -> TemporaryFolder {
    folder(with: ["hdr.mp4", "flat.mp4"], of: hdrFolder)
  }

  private static func folder(with names: [String], of sources: TemporaryFolder) -> TemporaryFolder {
    let folder = TemporaryFolder()
    for name in names { symlink(sources.file(name), folder.file(name)) }
    return folder
  }

  @Test("Damage to a rich file is found", arguments: Damage.ofRich)
  func findsDamage(damage: Damage) throws {
    let folder = Self.rich()
    let name = damage.name.replacing(" ", with: "-") + ".mkv"
    folder.ffmpeg("\(damage.command) \(name)")
    try expect(damage, folder.verify("rich.mkv", name))
  }

  @Test("Damage to an HDR file that is to be turned is found", arguments: Damage.ofHDR)
  func findsDamageOfHDR(damage: Damage) throws {
    let folder = Self.hdr()
    let name = damage.name.replacing(" ", with: "-") + ".mp4"
    folder.ffmpeg("\(damage.command) \(name)")
    let result = folder.verify("hdr.mp4", name)
    let report = try #require(result.report)
    #expect(result.exitCode == 1)
    for loss in damage.losses { #expect(report.losses.contains(loss), "\(report.losses)") }
  }

  private func expect(
    _ damage: Damage, _ result: (exitCode: Int32, report: VerifyReport?)
  ) throws {
    let report = try #require(result.report)
    let losses = damage.losses.filter { !$0.hasSuffix(": same") }
    #expect(result.exitCode == (losses.isEmpty ? 0 : 1), "\(report.losses)")
    for loss in damage.losses where !loss.hasSuffix(": same") {
      #expect(report.losses.contains(loss), "\(report.losses)")
    }
    // What is not damaged is not blamed.
    let subjects = Set(losses.map { String($0.prefix { $0 != ":" }) })
    #expect(
      report.losses.allSatisfy { line in subjects.contains { line.hasPrefix($0) } }
        || damage.name == "a squeezed picture", "\(report.losses)")
  }

  @Test("One changed byte in a copied packet is found")
  func findsAChangedByte() throws {
    let folder = Self.rich()
    let place = folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-select_streams", "a:1", "-show_entries", "packet=pos,size", "-of",
        "csv=p=0", "rich.mkv",
      ])
    let fields = place.split(separator: "\n")[3].split(separator: ",").compactMap { Int($0) }
    folder.run(program: "cp", ["rich.mkv", "byte.mkv"])
    let file = try #require(fopen(folder.file("byte.mkv"), "r+"))
    // The position is that of the block, whose head is a few bytes long.
    let position = fields[1] + fields[0] / 2
    fseek(file, position, SEEK_SET)
    let byte = fgetc(file)
    fseek(file, position, SEEK_SET)
    fputc(Int32(byte) ^ 1, file)
    fclose(file)
    let (exitCode, report) = folder.verify("rich.mkv", "byte.mkv")
    #expect(exitCode == 1)
    #expect(report?.losses == ["stream 2 (audio): packets: different"])
    #expect(
      report?.checks.first { $0.name == "stream 2 (audio): packets" }?.note?.hasSuffix(" 3") == true
    )
  }

  @Test("A remux is equal: byte for byte in the same container")
  func remuxIsEqual() throws {
    let folder = Self.rich()
    folder.ffmpeg("\(Damage.copy) same.mkv")
    let (exitCode, report) = folder.verify("rich.mkv", "same.mkv")
    #expect(exitCode == 0 && report?.isEqual == true, "\(report?.losses ?? [])")
    #expect(report?.checks.allSatisfy { $0.verdict == "same" } == true)
    let hdr = Self.hdr()
    hdr.ffmpeg("-i hdr.mp4 -map 0 -c copy same.mp4")
    let second = hdr.verify("hdr.mp4", "same.mp4")
    #expect(second.exitCode == 0, "\(second.report?.losses ?? [])")
    #expect(second.report?.verdict("rotation") == "same")
  }

  @Test("Other ways of storing the same count as converted")
  func conversionsAreEqual() throws {
    let folder = Self.rich()
    folder.ffmpeg("-i rich.mkv -map 0:v -map 0:a:0 -map 0:s -c copy -c:s mov_text some.mp4")
    let movie = try #require(folder.verify("rich.mkv", "some.mp4").report)
    #expect(movie.verdict("stream 4 (subtitle): codec") == "converted")
    #expect(movie.verdict("stream 4 (subtitle): texts") == "converted")
    #expect(movie.verdict("stream 4 (subtitle): start") != "different")
    #expect(movie.verdict("stream 5 (attachment)") == "not in this container")
    #expect(movie.verdict("tag mood") == "not in this container")
    #expect(movie.verdict("chapter 1: end") == "not in this container")

    // A transport stream marks the units of H.264 and puts a header before each packet of AAC.
    folder.ffmpeg("-i rich.mkv -map 0:0 -map 0:0 -map 0:1 -c copy two.mkv")
    folder.ffmpeg("-i two.mkv -map 0 -c copy two.ts")
    let stream = try #require(folder.verify("two.mkv", "two.ts").report)
    #expect(stream.verdict("stream 1 (video): packets") == "converted")
    #expect(stream.verdict("stream 2 (audio): packets") == "converted")
  }

  @Test("Pixels that are turned instead of marked are upright too")
  func turnedPixelsAreEqual() throws {
    let folder = Self.hdr()
    folder.ffmpeg("-i hdr.mp4 -c:v ffv1 turned.mkv")
    let report = try #require(folder.verify("hdr.mp4", "turned.mkv").report)
    #expect(report.verdict("rotation") == "converted")
    #expect(report.verdict("size") == "same")
    folder.ffmpeg("-autorotate 0 -i hdr.mp4 -c:v ffv1 lying.mkv")
    let lying = try #require(folder.verify("hdr.mp4", "lying.mkv").report)
    #expect(lying.verdict("rotation") == "not in this container")
  }

  @Test("Lost alpha is found")
  func findsLostAlpha() throws {
    let folder = TemporaryFolder()
    VerifySources.makeAlpha(in: folder)
    folder.ffmpeg("-i alpha.mov -pix_fmt rgb24 -c:v png opaque.mov")
    folder.ffmpeg("-i alpha.mov -c:v qtrle kept.mov")
    #expect(folder.verify("alpha.mov", "opaque.mov").report?.losses == ["alpha: missing"])
    #expect(folder.verify("alpha.mov", "kept.mov").exitCode == 0)
  }

  @Test("Images are compared by their number and size")
  func comparesImages() throws {
    let folder = TemporaryFolder()
    folder.makeImages("in/%d.png", count: 4)
    folder.run(program: "cp", ["-r", "in", "out"])
    #expect(folder.verify("in", "out").exitCode == 0)
    unlink(folder.file("out/3.png"))
    #expect(folder.verify("in", "out").report?.losses == ["frames: different"])
    #expect(folder.verify("in", "out", ["--frames", "3"]).exitCode == 0)
  }

  @Test("What is expected of the size can be said")
  func holdsSizeAgainstExpectation() {
    let folder = Self.rich()
    folder.ffmpeg("\(Damage.copy) \(Damage.lossless) -filter:v:0 scale=100:74 odd.mkv")
    #expect(folder.verify("rich.mkv", "odd.mkv").exitCode == 1)
    let size = ["--width", "100", "--height", "74"]
    #expect(folder.verify("rich.mkv", "odd.mkv", size).exitCode == 0)
    #expect(folder.verify("rich.mkv", "odd.mkv", ["--width", "100"]).exitCode == 0)
    #expect(folder.verify("rich.mkv", "odd.mkv", ["--height", "74"]).exitCode == 1)
    #expect(folder.verify("rich.mkv", "odd.mkv", ["--width", "102"]).exitCode == 1)
    #expect(folder.verify("rich.mkv", "rich.mkv").exitCode == 0)
    #expect(folder.verify("rich.mkv", "rich.mkv", ["-s", "2"]).exitCode == 1)
  }

  @Test("The table names each property and ends with a count")
  func printsATable() {
    let result = Self.rich().run("verify", "rich.mkv", "rich.mkv")
    let lines = result.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("property") == true)
    #expect(lines.last?.wholeMatch(of: /equal: \d+ checks/) != nil)
    #expect(lines.count > 30 && result.errors == "")
  }

  @Test("Unreadable files end with code 3, slips with code 2")
  func refuses() {
    let folder = Self.rich()
    folder.write("junk", to: "junk.mkv")
    for pair in [
      ["rich.mkv", "nowhere.mkv"], ["junk.mkv", "rich.mkv"], ["rich.mkv", "junk.mkv"],
    ] {
      let result = folder.run("verify", pair[0], pair[1])
      #expect(result.exitCode == 3 && result.output == "")
      #expect(result.errors.hasPrefix("rlfn-video: error: "))
    }
    #expect(folder.run("verify", "rich.mkv").exitCode == 2)
    #expect(folder.run("verify", "rich.mkv", "rich.mkv", "rich.mkv").exitCode == 2)
    #expect(folder.run("verify", "rich.mkv", "-").exitCode == 2)
    #expect(folder.run("verify", "rich.mkv", "rich.mkv", "--frame", "x").exitCode == 2)
  }

  @Test("Whatever is broken in a file, the comparison ends with a code of its own")
  func survivesDamage() throws {
    let folder = Self.rich()
    folder.run(program: "cp", ["rich.mkv", "whole.mkv"])
    let whole = try #require(fopen(folder.file("whole.mkv"), "r"))
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, whole))
    fclose(whole)
    var random = SeededGenerator(seed: 11)
    for round in 0..<20 {
      var damaged = bytes
      if round.isMultiple(of: 2) {
        for _ in 0...round { damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= 0x55 }
      } else {
        damaged.removeLast(Int.random(in: 1..<damaged.count, using: &random))
      }
      folder.write(damaged, to: "damaged.mkv")
      let exitCode = folder.verify("rich.mkv", "damaged.mkv").exitCode
      #expect([0, 1, 3].contains(exitCode), "round \(round) ends with \(exitCode)")
    }
  }
}
