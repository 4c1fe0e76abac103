import RLFNTestSupport
import Testing

/// Inputs of which each part is allowed, but which nobody expects.
@Suite struct OddInputTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  @Test(
    "Times at the ends of time are no crash",
    arguments: ["TS+4.6e18", "TS-4.6e18", "if(eq(N,0),-9.2e18,TS)", "if(eq(N,9),9.2e18,TS)"])
  func survivesTimes(expression: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=2 -f lavfi -i sine=d=2 -c:v mpeg4 -c:a pcm_s16le clip.nut"
    )
    folder.ffmpeg(
      "-i clip.nut -c copy -bsf:v \"setts=ts='\(expression.commasEscaped)'\" "
        + (expression.hasPrefix("TS") ? "-bsf:a \"setts=ts='\(expression)'\" " : "") + "far.nut")
    for output in ["out.mkv", "out.mp4", "out.nut"] {
      for more in [[], ["--ss", "0.3"], ["--fps-mode", "cfr:10", "--frames", "30"]] {
        let result = folder.copyUpscale("far.nut", output, ["--drop-unfit"] + more)
        #expect((0...4).contains(result.exitCode), "\(output) \(more): \(result.errors)")
      }
      #expect((0...4).contains(folder.run("verify", "clip.nut", output).exitCode))
    }
    #expect((0...4).contains(folder.run("verify", "far.nut", "clip.nut").exitCode))
    #expect((0...4).contains(folder.run("info", "-i", "far.nut").exitCode))
  }
}

extension String {
  /// As FFmpeg's options want it, for which a comma ends an argument.
  fileprivate var commasEscaped: String {
    split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\\,")
  }
}
