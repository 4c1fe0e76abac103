import RLFNTestSupport
import Testing

/// Inputs of which each part is allowed, but which nobody expects.
@Suite struct OddInputTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  @Test("A packet without bytes is a picture that is missing, not damage, nor the end of the video")
  func goesOnBehindEmptyPackets() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=2 -c:v qtrle whole.mov")
    folder.run(program: "python3", ["-c", Self.emptySixthPacket])
    #expect(folder.copyUpscale("gap.mov", "out.mkv", ["--strict"]).exitCode == 0)
    #expect(folder.shape("out.mkv") == "64,64,19")
    #expect(folder.verify("gap.mov", "out.mkv", ["-s", "2"]).exitCode == 0)
  }

  /// Takes the bytes of the sixth packet out of `whole.mov`, and leaves its place in the tables of sizes and chunks.
  private static let emptySixthPacket = """
    import struct
    data = bytearray(open("whole.mov", "rb").read())
    def table(name, head):
      start = data.index(name) + head
      return [start + 4 * i for i in range(number(start - 4))]
    def number(at): return struct.unpack_from(">I", data, at)[0]
    sizes, chunks, box = table(b"stsz", 16), table(b"stco", 12), data.index(b"mdat") - 4
    size, begin = number(sizes[5]), number(chunks[0]) + sum(map(number, sizes[:5]))
    for at in [chunk for chunk in chunks if number(chunk) > begin] + [box]:
      struct.pack_into(">I", data, at, number(at) - size)
    struct.pack_into(">I", data, sizes[5], 0)
    del data[begin:begin + size]
    open("gap.mov", "wb").write(data)
    """

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
