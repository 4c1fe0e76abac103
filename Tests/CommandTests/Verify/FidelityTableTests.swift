import Glibc
import RLFNTestSupport
import Testing

/// The table in docs/FIDELITY.md of what each container keeps: made here, from what `verify` says of real outputs.
///
/// Where `RLFN_UPDATE_GOLDEN` is set, the table is written into the file.
@Suite struct FidelityTableTests {
  /// A line of the table: a source, and the checks that together are one property of it.
  private struct Property {
    let title: String
    let source: String
    /// What the names of its checks begin with.
    let checks: [String]

    init(_ title: String, _ source: String, _ checks: String...) {
      self.title = title
      self.source = source
      self.checks = checks
    }

    /// The table's word for how it came through.
    func word(_ report: VerifyReport) -> String {
      let own = report.checks.filter { check in checks.contains { check.name.hasPrefix($0) } }
      let verdicts = Set(own.map(\.verdict))
      // Without a check the stream is not there that would have the property.
      if own.isEmpty || verdicts.contains("not in this container") { return "-" }
      if !verdicts.isDisjoint(with: ["different", "missing", "added"]) { return "**lost**" }
      if verdicts.contains("converted") { return "converted" }
      return verdicts.contains("rounded") ? "rounded" : "kept"
    }
  }

  private static let properties = [
    Property("number of frames", "rich.mkv", "frames"),
    Property("time of every frame, uneven", "rich.mkv", "frame times"),
    Property("shape of pixels", "rich.mkv", "sample aspect"),
    Property("colour matrix, range", "rich.mkv", "color matrix", "color range"),
    Property("primaries, transfer", "rich.mkv", "color primaries", "color transfer"),
    Property("10 bits", "hdr.mp4", "bit depth"),
    Property("mastering display, light level", "hdr.mp4", "mastering display", "content light"),
    Property("rotation", "hdr.mp4", "rotation"),
    Property("alpha", "alpha.mov", "alpha"),
    Property("AAC packets", "rich.mkv", "stream 1 (audio): packets"),
    Property("FLAC packets", "rich.mkv", "stream 2 (audio): packets"),
    Property(
      "distance of sound to picture", "rich.mkv", "stream 1 (audio): start",
      "stream 2 (audio): start"),
    Property("second video's packets", "rich.mkv", "stream 3 (video): packets"),
    Property(
      "subtitles (SubRip)", "rich.mkv", "stream 4 (subtitle): texts",
      "stream 4 (subtitle): packets"),
    Property("language", "rich.mkv", "stream 1 (audio): language"),
    Property("default, comment", "rich.mkv", "stream 2 (audio): disposition"),
    Property("titles of streams", "rich.mkv", "stream 2 (audio): tag title"),
    Property("chapters with titles", "rich.mkv", "chapters", "chapter 1: title"),
    Property("times of chapters", "rich.mkv", "chapter 1: start", "chapter 2: start"),
    Property("gaps between chapters", "rich.mkv", "chapter 1: end"),
    Property("attachments", "rich.mkv", "attachment", "stream 5 (attachment)"),
    Property("tags that everybody knows", "rich.mkv", "tag title", "tag artist"),
    Property("tags of any name", "rich.mkv", "tag mood"),
  ]

  private static let outputs = [
    "out.mp4", "out.mov", "out.mkv", "out.webm", "out.avi", "out.nut", "out.gif", "out.apng",
    "out.y4m", "png/",
  ]

  @Test("The table says what each container keeps")
  func tableIsTrue() throws {
    let folder = TemporaryFolder()
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    VerifySources.makeRich(in: folder)
    VerifySources.makeHDR(in: folder)
    VerifySources.makeAlpha(in: folder)
    var rows = Self.properties.map { [$0.title] }
    for output in Self.outputs {
      var reports: [String: VerifyReport] = [:]
      for source in Set(Self.properties.map(\.source)) {
        let result = folder.run(
          "-y", "-i", source, "-o", output, "--weights", "copy.safetensors", "-q",
          "--drop-unfit")
        #expect(result.exitCode == 0, "\(source) to \(output): \(result.errors)")
        reports[source] = folder.verify(source, output, ["-s", "2"]).report
      }
      for (index, property) in Self.properties.enumerated() {
        rows[index].append(try property.word(#require(reports[property.source], "\(output)")))
      }
    }
    let heads = Self.outputs.map { $0.hasSuffix("/") ? "PNG files" : String($0.dropFirst(4)) }
    let lines =
      [["from Matroska, MP4, MOV"] + heads, Array(repeating: "---", count: heads.count + 1)] + rows
    let table = lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    #expect(table == documented(table))
  }

  /// The table in the file, between its two marks.
  private func documented(_ table: String) -> String {
    let path = Shared.packageRoot + "/docs/FIDELITY.md"
    let text = TemporaryFolder().run(program: "cat", [path])
    let marks = ("<!-- kept per container: begin -->\n", "\n<!-- kept per container: end -->")
    guard let begin = text.firstRange(of: marks.0), let end = text.firstRange(of: marks.1) else {
      return ""
    }
    if getenv("RLFN_UPDATE_GOLDEN") != nil, let file = fopen(path, "w") {
      fputs(text[..<begin.upperBound] + table + text[end.lowerBound...], file)
      fclose(file)
      return table
    }
    return String(text[begin.upperBound..<end.lowerBound])
  }
}
