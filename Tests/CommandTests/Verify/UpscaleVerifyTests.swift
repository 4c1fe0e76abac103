import RLFNTestSupport
import Testing

/// `upscale --verify`, with a network that only copies.
@Suite struct UpscaleVerifyTests {
  private let folder = TemporaryFolder()
  private static let options = ["--weights", "copy.safetensors", "--preset", "ultrafast"]

  init() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    VerifySources.makeRich(in: folder)
  }

  private func upscale(_ arguments: String...) -> Subprocess.Result {
    Subprocess(arguments + Self.options, in: folder).wait()
  }

  @Test("A container that holds everything passes")
  func passes() {
    let result = upscale("-i", "rich.mkv", "-o", "out.mkv", "--verify")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.errorLines.contains { $0.wholeMatch(of: /verified: \d+ checks, nothing lost/) != nil })
    #expect(folder.verify("rich.mkv", "out.mkv", ["-s", "2"]).exitCode == 0)
    #expect(folder.verify("rich.mkv", "out.mkv", ["-s", "4"]).exitCode == 1)
  }

  @Test("What the container cannot hold ends with code 1 and is named; the output stays")
  func namesLosses() {
    let result = upscale("-i", "rich.mkv", "-o", "out.mp4", "--verify")
    #expect(result.exitCode == 1)
    #expect(
      result.errors.contains(
        "warning: stream 5 (attachment): not in this container (font.ttf -> nothing)"))
    #expect(result.errors.contains("error: output 'out.mp4' differs from its input in "))
    #expect(folder.shape("out.mp4") == "128,96,40")
  }

  @Test("Parts are held against the same part of the input")
  func verifiesParts() {
    for part in [["--frames", "7"], ["--ss", "0.8", "--to", "1.5"], ["--ss", "0.9"]] {
      let arguments = ["-y", "-i", "rich.mkv", "-o", "part.mkv", "--verify"] + part + Self.options
      let result = Subprocess(arguments, in: folder).wait()
      #expect(result.exitCode == 0, "\(part): \(result.errors)")
      #expect(folder.verify("rich.mkv", "part.mkv", part).exitCode == 0)
      #expect(folder.verify("rich.mkv", "part.mkv").exitCode == 1)
    }
  }

  @Test("Streams that were not asked for are not missed")
  func knowsWhatWasAskedFor() {
    let result = upscale(
      "-i", "rich.mkv", "-o", "out.mkv", "--verify", "--audio", "none", "--subtitles", "none",
      "--metadata", "none")
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  @Test("Images are verified too")
  func verifiesImages() {
    folder.makeImages("in/%d.png", count: 3)
    #expect(upscale("-i", "in", "-o", "big/", "--verify").exitCode == 2)
    let arguments = ["-i", "in", "-o", "big/", "--verify", "--weights", "copy.safetensors"]
    #expect(Subprocess(arguments, in: folder).wait().exitCode == 0)
  }

  @Test("Pipes cannot be read again")
  func refusesPipes() {
    let result = upscale("-i", "rich.mkv", "-o", "-", "--verify")
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("--verify reads input and output again"))
  }
}
