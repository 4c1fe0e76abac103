import RLFNTestSupport
import Testing

/// Files whose clock jumps in the middle, judged by ffprobe.
@Suite struct JoinedFileTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  /// A second of 25 frames and sound, whose clock begins at `start`.
  private func makePart(_ name: String, _ format: String, _ codecs: String, start: Double) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=48x32:r=25:d=1 -f lavfi -i sine=d=1 \(codecs) "
        + "-output_ts_offset \(start) -f \(format) \(name)")
  }

  /// The times of the packets of a stream in the order of showing.
  private func times(_ name: String, _ stream: String) -> [Double] {
    folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of",
        "csv=p=0", name,
      ]
    ).split(separator: "\n").compactMap { Double($0.filter { $0 != "," }) }.sorted()
  }

  @Test(
    "Joined recordings go on where the one before ended, sound and picture alike",
    arguments: [
      ("mpegts", "-c:v libx264 -c:a mp2", [1.0, 1.0]),
      ("mpegts", "-c:v libx264 -c:a aac", [100, 3]),
      ("mpegts", "-c:v libx264 -c:a mp2", [1, 1.4, 90_000]),
      ("vob", "-c:v mpeg2video -bf 2 -c:a ac3", [0, 0, 0]),
      ("mpeg", "-c:v mpeg1video -c:a mp2", [5, 0]),
    ])
  func goesOn(format: String, codecs: String, starts: [Double]) {
    for (index, start) in starts.enumerated() {
      makePart("part\(index)", format, codecs, start: start)
    }
    folder.run(
      program: "sh",
      ["-c", "cat \(starts.indices.map { "part\($0)" }.joined(separator: " ")) > in"])
    let result = folder.copyUpscale("in", "out.mkv", [])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("its clock jumps"))
    #expect(folder.shape("out.mkv") == "96,64,\(25 * starts.count)")
    for stream in ["v", "a"] {
      let times = times("out.mkv", stream)
      let steps = zip(times.dropFirst(), times).map { $0 - $1 }
      #expect(steps.min() ?? 0 > 0.015, "\(stream) of \(format) \(starts)")
      #expect(steps.max() ?? 1 < 0.12, "\(stream) of \(format) \(starts)")
    }
    #expect(folder.verify("in", "out.mkv", ["-s", "2"]).exitCode == 0)
  }

  @Test("A film of stills keeps its times")
  func keepsGaps() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=48x32:r=25:d=2,setpts=N*25/TB -frames:v 3 -fps_mode passthrough "
        + "-c:v mpeg2video -f mpegts stills.ts")
    let result = folder.copyUpscale("stills.ts", "out.mkv", [])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.errors.contains("its clock jumps"))
    let times = times("out.mkv", "v")
    #expect(times.map { ($0 - (times.first ?? 0)).rounded() } == [0, 25, 50])
  }
}
