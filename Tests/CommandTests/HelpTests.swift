import Glibc
import RLFNTestSupport
import Testing

@Suite struct HelpTests {
  private let folder = TemporaryFolder()

  /// The text that the repository keeps; where `RLFN_UPDATE_GOLDEN` is set, `text` becomes that text.
  private func golden(_ name: String, _ text: String) -> String {
    let path = Shared.packageRoot + "/Tests/CommandTests/Golden/" + name
    if getenv("RLFN_UPDATE_GOLDEN") != nil, let file = fopen(path, "w") {
      fputs(text, file)
      fclose(file)
    }
    return folder.run(program: "cat", [path])
  }

  @Test func helpIsTheGoldenText() {
    let result = folder.run("--help")
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    #expect(result.output == golden("help.txt", result.output))
    #expect(folder.run("-h").output == result.output)
    #expect(folder.run("upscale", "-h").output == result.output)
  }

  @Test func helpOfInfoIsTheGoldenText() {
    let result = folder.run("info", "--help")
    #expect(result.exitCode == 0)
    #expect(result.output == golden("help-info.txt", result.output))
    #expect(folder.run("info", "-h").output == result.output)
  }

  @Test func helpFitsIntoAHundredColumns() {
    for line in folder.run("--help").output.split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test func versionIsOneLine() {
    let result = folder.run("-V")
    #expect(result.exitCode == 0)
    #expect(result.output.wholeMatch(of: /rlfn-video \d+\.\d+\.\d+\n/) != nil)
    #expect(folder.run("--version").output == result.output)
  }
}
