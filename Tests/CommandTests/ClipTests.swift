import Glibc
import RLFNTestSupport
import Testing

/// Every reference clip through the program, with a network that only copies; the result is read by ffprobe and ffmpeg.
///
/// `RLFN_CLIPS=whole` works on all frames of all clips instead of the first ones.
@Suite(.enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
struct ClipTests {
  private static let folderOfClips = Shared.folder + "/clips"
  private static let isWhole = getenv("RLFN_CLIPS").map { String(cString: $0) } == "whole"

  /// Whether the clip is there; says which one is not.
  static func isPresent(_ name: String) -> Bool {
    let isPresent = access(folderOfClips + "/" + name, R_OK) == 0
    if !isPresent { print("clips: \(name) is not in \(folderOfClips)") }
    return isPresent
  }

  @Test("What must come out of each clip comes out", arguments: ClipCase.playable)
  func comesOut(clip: ClipCase) throws {
    guard Self.isPresent(clip.name) else { return }
    let folder = TemporaryFolder()
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    let input = Self.folderOfClips + "/" + clip.name
    let count = Self.isWhole ? 100_000 : clip.frames
    let result = Subprocess(
      ["-i", input, "-o", clip.output, "--weights", "copy.safetensors", "-s", "2"]
        + (clip.isLossy ? [] : ["--verify"])
        + (Self.isWhole ? [] : ["--frames", "\(clip.frames)"]) + clip.arguments
        + clip.speed, in: folder
    ).wait()
    #expect(result.exitCode == 0, "\(result.errors)")
    guard result.exitCode == 0 else { return }
    let check = ClipCheck(
      clip: clip, input: input, output: folder.file(clip.output), frameLimit: count, in: folder)
    check.warnings(result.errorLines)
    check.frames()
    check.picture()
    check.streams()
    check.packets()
    check.headers()
    check.verification(result.errorLines)
    // A run that somebody ends is known to have come this far.
    if Self.isWhole { print("clips: \(clip.name) to \(clip.output) is done") }
  }

  @Test("Where there is nothing to decode, one line says so", arguments: ClipCase.unreadable)
  func isRefused(name: String) {
    guard Self.isPresent(name) else { return }
    let folder = TemporaryFolder()
    let result = folder.run("-i", Self.folderOfClips + "/" + name, "-o", "out.mkv")
    #expect(result.exitCode == 3)
    #expect(result.errorLines.count { $0.hasPrefix("rlfn-video: error: ") } == 1)
    #expect(
      result.errorLines.allSatisfy { $0.hasPrefix("rlfn-video: ") }, "\(result.errors)")
    #expect(folder.names() == [])
  }
}
