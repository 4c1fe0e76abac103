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

  @Test("Parts of raw streams, in which one cannot jump, are counted from their start")
  func cutsRawStreams() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=25:d=2 -c:v libx264 -g 10 -bf 2 clip.h264")
    #expect(folder.copyUpscale("clip.h264", "whole.mkv", ["--lossless"]).exitCode == 0)
    #expect(folder.copyUpscale("clip.h264", "out.mkv", ["--ss", "1", "--lossless"]).exitCode == 0)
    let passthrough = ["-fps_mode", "passthrough"]
    let whole = folder.frameChecksums("whole.mkv", passthrough)
    #expect(whole.count == 50)
    #expect(folder.frameChecksums("out.mkv", passthrough) == Array(whole[25...]))
  }

  @Test("Of a part behind the end one is told where that is", arguments: ["in.ts", "in.mkv"])
  func namesEnd(input: String) {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=2 -c:v libx264 \(input)")
    for start in ["1.95", "2", "70"] {
      let result = folder.copyUpscale(input, "out.mkv", ["--ss", start])
      #expect(result.exitCode == 2)
      #expect(
        result.errorLines.first
          == "rlfn-video: error: no frame of \(input) lies in the part that is asked for: the last one is shown at 1.900 s",
        "\(start): \(result.errors)")
    }
    let between = folder.copyUpscale(input, "out.mkv", ["--ss", "1.11", "--to", "1.19"])
    #expect(between.exitCode == 2 && !between.errors.contains("last one"), "\(between.errors)")
  }

  @Test("What FFmpeg cannot read at all is told from damage")
  func namesWhatCannotBeRead() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=1 -c:v libwebp_anim in.webp")
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=10:d=1 -c:v mpeg4 in.mov")
    folder.run(program: "truncate", ["-s", "-300", "in.mov"])
    let animation = folder.copyUpscale("in.webp", "out.mkv", [])
    #expect(animation.exitCode == 3 && animation.errors.contains("does not read animated WebP"))
    let cut = folder.copyUpscale("in.mov", "out.mkv", [])
    #expect(cut.exitCode == 3 && cut.errors.contains("its index is missing or cut off"))
  }

  @Test("A stream that begins amid the file is missed aloud, by the job and by verify")
  func namesLateStreams() {
    makeRecording("recording.m2ts")
    for more in [[], ["--ss", "12"]] {
      let result = folder.copyUpscale("recording.m2ts", "out.mkv", more)
      #expect(result.exitCode == 0)
      #expect(
        result.errorLines.contains(
          "rlfn-video: warning: recording.m2ts: stream 2 (audio, ac3) begins after the others, "
            + "too late for the output's header: left out"), "\(result.errors)")
    }
    for more in [["--audio", "none"], ["--frames", "2"]] {
      #expect(!folder.copyUpscale("recording.m2ts", "out.mkv", more).errors.contains("stream 2"))
    }
    #expect(folder.copyUpscale("recording.m2ts", "out.mkv", []).exitCode == 0)
    let check = folder.run("verify", "recording.m2ts", "out.mkv", "-s", "2")
    #expect(check.exitCode == 1)
    #expect(check.output.contains("stream 2 (audio)"), "\(check.output)")
  }

  @Test("Of a stream that is announced at the end, nobody says that the container cannot hold it")
  func namesStreamsWithoutFormat() {
    makeRecording("recording.m2ts")
    folder.run(program: "sh", ["-c", "cat a.m2ts b.m2ts >late.m2ts"])
    let result = folder.copyUpscale("late.m2ts", "out.mkv", [])
    #expect(result.exitCode == 0)
    #expect(
      result.errorLines.contains(
        "rlfn-video: warning: nothing is known of the format of stream 2 (audio, ac3) of late.m2ts, "
          + "as it begins late or is damaged: left out"), "\(result.errors)")
  }

  /// A transport stream of picture and subtitles that has sound for three seconds in the middle, where nobody looks who
  /// only wants to know what it holds.
  private func makeRecording(_ name: String) {
    // Of each subtitle the header, which says that nothing is shown, and its end.
    folder.write(
      [0.2, 1.2, 8.2].flatMap { seconds -> [UInt8] in
        let pts = Int(seconds * 90_000)
        let times = (0..<4).map { UInt8(truncatingIfNeeded: pts >> (24 - 8 * $0)) } + [0, 0, 0, 0]
        return [0x50, 0x47] + times + [0x16, 0, 11, 0, 32, 0, 32, 0x10, 0, 1, 0x80, 0, 0, 0]
          + [0x50, 0x47] + times + [0x80, 0, 0]
      }, to: "s.sup")
    let common =
      "-c:v mpeg2video -g 5 -bf 0 -c:a ac3 -c:s copy -mpegts_m2ts_mode 1 -output_ts_offset"
    let picture = "-f lavfi -i testsrc2=s=32x32:r=5 -i s.sup"
    folder.ffmpeg("\(picture) -map 0 -map 1 -t 10 -muxrate 400k \(common) 0 a.m2ts")
    folder.ffmpeg(
      "\(picture) -f lavfi -i sine -map 0 -map 1 -map 2 -t 3 -muxrate 800k \(common) 10 b.m2ts")
    folder.ffmpeg("\(picture) -map 0 -map 1 -t 10 -muxrate 400k \(common) 13 c.m2ts")
    folder.run(program: "sh", ["-c", "cat a.m2ts b.m2ts c.m2ts >\(name)"])
  }
}

extension String {
  /// As FFmpeg's options want it, for which a comma ends an argument.
  fileprivate var commasEscaped: String {
    split(separator: ",", omittingEmptySubsequences: false).joined(separator: "\\,")
  }
}
