import RLFNTestSupport
import Testing

/// Parts of an input: what of the copied streams belongs to them, judged by ffprobe.
@Suite struct PartTests {
  private let folder = TemporaryFolder()

  init() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    folder.write(
      "1\n00:00:00,200 --> 00:00:00,700\nOne\n\n2\n00:00:00,900 --> 00:00:02,400\nTwo\n\n"
        + "3\n00:00:02,500 --> 00:00:02,900\nThree\n", to: "s.srt")
    // A key frame each second, and two frames between each two that are decoded before they are shown.
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=3 -f lavfi -i testsrc=s=48x32:r=10:d=3 -i s.srt -map 0 -map 1 -map 2 "
        + "-c:v libx264 -g 10 -bf 2 -b_strategy 0 -c:s srt in.mkv")
  }

  private func packets(_ name: String, _ stream: String) -> [[Double]] {
    folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-select_streams", stream, "-show_entries",
        "packet=pts_time,duration_time", "-of", "csv=p=0", name,
      ]
    ).split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
  }

  @Test("A subtitle that is shown over the start begins there, and ends when it does")
  func cutsSubtitles() {
    folder.ffmpeg("-i in.mkv -map 0 -c copy -c:s mov_text in.mp4")
    // The second begins before the key frame that decoding begins with.
    for (start, expected) in [
      ("0.5", [[0, 0.2], [0.4, 1.5], [2, 0.4]]), ("1.5", [[0, 0.9], [1, 0.4]]),
      ("2.4", [[0.1, 0.4]]),
    ] {
      for input in ["in.mkv", "in.mp4"] {
        #expect(folder.copyUpscale(input, "out.mkv", ["--ss", start]).exitCode == 0)
        #expect(packets("out.mkv", "s") == expected, "\(input) from \(start)")
      }
    }
    #expect(folder.verify("in.mp4", "out.mkv", ["-s", "2", "--ss", "1.5"]).exitCode == 1)
    #expect(folder.copyUpscale("in.mp4", "out.mkv", ["--ss", "0.5"]).exitCode == 0)
    #expect(folder.verify("in.mp4", "out.mkv", ["-s", "2", "--ss", "0.5"]).exitCode == 0)
  }

  @Test("A copied video ends with the frames that its last ones are decoded from")
  func keepsWhatIsNeeded() {
    // Shown at 0.4 and 0.5 is what needs 0.6; at 0.7 ends what needs nothing behind it.
    for (end, last) in [("0.65", 0.6), ("0.55", 0.6), ("0.45", 0.6), ("0.35", 0.3), ("0.7", 0.6)] {
      #expect(folder.copyUpscale("in.mkv", "out.mkv", ["--to", end]).exitCode == 0)
      let times = packets("out.mkv", "v:1").compactMap(\.first)
      #expect(times.max() == last, "to \(end): \(times)")
      let limit = Double(end) ?? 0
      let all = packets("in.mkv", "v:1").compactMap(\.first)
      #expect(Set(all.filter { $0 < limit }).isSubset(of: times), "to \(end): \(times)")
      #expect(folder.verify("in.mkv", "out.mkv", ["-s", "2", "--to", end]).exitCode == 0)
      #expect(
        folder.run(program: "sh", ["-c", "ffmpeg -v warning -i out.mkv -map 0:v:1 -f null - 2>&1"])
          == "")
    }
  }

  @Test(
    "A copied video without a key frame in the part begins with the last one before it",
    arguments: ["out.mkv", "out.mp4", "out.mov"])
  func copiesFromKeyFrame(output: String) {
    makeLongGroups()
    for (input, start) in [("long.mkv", 2.35), ("long.mp4", 2.3)] {
      let part = ["--ss", "\(start)"]
      #expect(folder.copyUpscale(input, output, part).exitCode == 0)
      #expect(folder.verify(input, output, ["-s", "2"] + part).exitCode == 0, "\(input)")
      // The frame of 2.3 s is on at the start; those before it are not shown, or (Matroska) all of them at 0.
      let shown = folder.run(
        program: "ffprobe",
        [
          "-v", "error", "-select_streams", "v:1", "-show_entries",
          "frame=best_effort_timestamp_time", "-of", "csv=p=0", output,
        ]
      ).split(separator: "\n").compactMap { Double($0.prefix { $0 != "," }) }
      let expected = [0] + (24..<60).map { Double($0) / 10 - start }
      #expect(shown.count == expected.count || output == "out.mkv")
      #expect(shown.dropLast(expected.count).allSatisfy { $0 == 0 }, "\(shown)")
      #expect(
        zip(shown.suffix(expected.count), expected).allSatisfy { abs($0 - $1) < 0.0006 },
        "\(shown)")
      let map = ["-map", "0:v:1", "-fps_mode", "passthrough"]
      #expect(
        folder.frameChecksums(output, map).suffix(expected.count)
          == folder.frameChecksums(input, map)[23...], "\(input) to \(output)")
    }
  }

  @Test("Elsewhere it begins with the next key frame, and a warning says if there is none")
  func missesKeyFrame() {
    makeLongGroups()
    let result = folder.copyUpscale("long.mkv", "out.nut", ["--ss", "2.35", "--to", "4"])
    #expect(result.exitCode == 0)
    #expect(
      result.errors.contains(
        "warning: stream 1 (video) has no key frame in the part that is asked for"))
    let losses = folder.verify("long.mkv", "out.nut", ["-s", "2", "--ss", "2.35", "--to", "4"])
      .report?.losses
    #expect(losses == ["stream 1 (video): packets: different"])
    let later = folder.copyUpscale("long.mkv", "out.nut", ["--ss", "4.8"])
    #expect(later.exitCode == 0 && !later.errors.contains("warning"), "\(later.errors)")
    #expect(packets("out.nut", "v:1").compactMap(\.first).first == 0.2)
  }

  /// `long.mkv` and `long.mp4`, with a second video that has a key frame every five seconds.
  private func makeLongGroups() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=32x32:r=10:d=6 -f lavfi -i testsrc=s=48x32:r=10:d=6 -map 0 -map 1 -c:v libx264 "
        + "-g:v:0 10 -g:v:1 50 -sc_threshold 0 -bf 2 -b_strategy 0 long.mkv")
    folder.ffmpeg("-i long.mkv -map 0 -c copy long.mp4")
  }

  @Test("A bitmap subtitle that is on at the start begins there; one that is off already does not")
  func keepsGraphics() {
    folder.run(program: "python3", ["-c", Self.graphics])
    folder.ffmpeg("-i in.mkv -i s.sup -map 0:v:0 -map 1 -c copy pgs.mkv")
    // FFmpeg lets the first one begin at 0: 72 bytes show, 30 clear.
    #expect(packets("pgs.mkv", "s").compactMap(\.first) == [0, 1.2, 1.8, 2.3])
    for (start, expected) in [
      ("0.5", [[0, 72], [0.7, 30], [1.3, 72], [1.8, 30]]), ("1.3", [[0.5, 72], [1, 30]]),
      ("2", [[0, 72], [0.3, 30]]),
    ] {
      #expect(folder.copyUpscale("pgs.mkv", "out.mkv", ["--ss", start]).exitCode == 0)
      let found = folder.run(
        program: "ffprobe",
        [
          "-v", "error", "-select_streams", "s", "-show_entries", "packet=pts_time,size", "-of",
          "csv=p=0", "out.mkv",
        ]
      ).split(separator: "\n").map { $0.split(separator: ",").compactMap { Double($0) } }
      #expect(found == expected, "from \(start)")
      #expect(folder.verify("pgs.mkv", "out.mkv", ["-s", "2", "--ss", start]).exitCode == 0)
    }
    folder.ffmpeg("-i out.mkv -map 0 -c copy -bsf:s \"noise=amount=0:drop='not(n)'\" late.mkv")
    let late = folder.verify("pgs.mkv", "late.mkv", ["-s", "2", "--ss", "2"]).report?.losses ?? []
    #expect(late.contains("stream 1 (subtitle): packets: different"), "\(late)")
  }

  /// Blu-ray subtitles in a file of their own: shown and cleared, twice.
  private static let graphics = """
    import struct
    def segment(time, kind, body):
        head = struct.pack('>IIBH', round(time * 90000), 0, kind, len(body))
        return b'PG' + head + body
    def composition(state, count):
        return struct.pack('>HHBHBBBB', 32, 32, 0x10, 0, state, 0, 0, count)
    window = struct.pack('>BBHHHH', 1, 0, 4, 4, 8, 2)
    lines = bytes([0, 0x88, 1, 0, 0]) * 2
    picture = struct.pack('>HBB', 0, 0, 0xC0) + (len(lines) + 4).to_bytes(3, 'big')
    picture += struct.pack('>HH', 8, 2) + lines
    def shown(time):
        parts = [(0x16, composition(0x80, 1) + struct.pack('>HBBHH', 0, 0, 0, 4, 4)),
                 (0x17, window), (0x14, bytes([0, 0, 1, 200, 128, 128, 255])), (0x15, picture),
                 (0x80, b'')]
        return b''.join(segment(time, kind, body) for kind, body in parts)
    def cleared(time):
        parts = [(0x16, composition(0, 0)), (0x17, window), (0x80, b'')]
        return b''.join(segment(time, kind, body) for kind, body in parts)
    with open('s.sup', 'wb') as file:
        file.write(shown(0.2) + cleared(1.4) + shown(2) + cleared(2.5))
    """

  @Test("Cover art belongs to every part", arguments: ["out.mp4", "out.mkv"])
  func keepsCoverArt(output: String) {
    folder.ffmpeg("-f lavfi -i testsrc2=s=20x20 -frames:v 1 cover.png")
    folder.ffmpeg(
      "-i in.mkv -i cover.png -map 0:v:0 -map 1 -c copy -disposition:v:1 attached_pic in.mp4")
    #expect(folder.copyUpscale("in.mp4", output, ["--ss", "1.5"]).exitCode == 0)
    let art = folder.run(
      program: "ffprobe",
      ["-v", "error", "-show_entries", "stream_disposition=attached_pic", "-of", "csv=p=0", output])
    #expect(art == "0\n1\n")
    #expect(folder.verify("in.mp4", output, ["-s", "2", "--ss", "1.5"]).exitCode == 0)
  }

  @Test("The first frame of a part is shown, though its time was typed a little late")
  func keepsFirstFrame() {
    folder.ffmpeg("-f lavfi -i testsrc2=s=32x32:r=30:d=0.5 -c:v libx264 thirds.mp4")
    // The frame at 0.16667; in MP4 nothing is shown that begins before 0.
    for output in ["out.mp4", "out.mkv"] {
      #expect(folder.copyUpscale("thirds.mp4", output, ["--ss", "0.1667"]).exitCode == 0)
      #expect(folder.shape(output) == "64,64,10")
    }
  }

  @Test("Transport streams, in which one cannot jump to key frames, lose no frames of a part")
  func keepsFramesOfTransportStreams() {
    folder.ffmpeg("-i in.mkv -map 0:v:0 -c copy in.ts")
    // From before the second key frame, and from before the third.
    for (start, count) in [("0.5", 25), ("1.6", 14)] {
      #expect(folder.copyUpscale("in.ts", "out.mkv", ["--ss", start]).exitCode == 0)
      #expect(folder.shape("out.mkv") == "64,64,\(count)", "from \(start)")
    }
  }
}
