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
}
