import RLFNTestSupport
import Testing

/// Metadata of HDR in the bitstream of the output, taken out of its container and read by ffprobe and ffmpeg.
@Suite struct HDRTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  /// What `HDRClips.makeStatic` puts in.
  private static let expected = [
    "green_x": 0.265, "green_y": 0.69, "blue_x": 0.15, "blue_y": 0.06, "red_x": 0.68,
    "red_y": 0.32, "white_point_x": 0.3127, "white_point_y": 0.329, "max_luminance": 1000,
    "min_luminance": 0.005, "max_content": 1000, "max_average": 400,
  ]

  /// The side data of the first frame of a raw stream.
  private func sideData(_ name: String) -> [String: Double] {
    let text = folder.run(
      program: "ffprobe", ["-v", "error", "-show_frames", "-read_intervals", "%+#1", name])
    var result: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=").map(String.init)
      guard parts.count == 2, Self.expected[parts[0]] != nil else { continue }
      let numbers = parts[1].split(separator: "/").compactMap { Double($0) }
      result[parts[0]] = numbers.count == 2 ? numbers[0] / numbers[1] : numbers.first
    }
    return result
  }

  /// The same of H.264, of which this ffprobe shows no such side data: the units of the bitstream.
  private func sideDataOfH264(_ name: String) -> [String: Double] {
    let text = folder.run(
      program: "sh",
      ["-c", "ffmpeg -v trace -i \(name) -c copy -bsf:v trace_headers -f null - 2>&1"])
    let names = [
      "display_primaries_x[0]": ("green_x", 50_000), "display_primaries_y[0]": ("green_y", 50_000),
      "display_primaries_x[1]": ("blue_x", 50_000), "display_primaries_y[1]": ("blue_y", 50_000),
      "display_primaries_x[2]": ("red_x", 50_000), "display_primaries_y[2]": ("red_y", 50_000),
      "white_point_x": ("white_point_x", 50_000), "white_point_y": ("white_point_y", 50_000),
      "max_display_mastering_luminance": ("max_luminance", 10_000),
      "min_display_mastering_luminance": ("min_luminance", 10_000),
      "max_content_light_level": ("max_content", 1.0),
      "max_pic_average_light_level": ("max_average", 1.0),
    ]
    var result: [String: Double] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let (name, unit) = words.lazy.compactMap({ names[$0] }).first,
        let number = words.last.flatMap(Double.init)
      else { continue }
      result[name] = number / unit
    }
    return result
  }

  @Test(
    "HDR10 metadata are in the bitstream, whether they come from a bitstream or a container",
    arguments: ["bitstream.hevc", "container.mp4"],
    [("libx264", "h264"), ("libx265", "hevc"), ("libsvtav1", "obu")])
  func staysInTheBitstream(input: String, encoder: (name: String, raw: String)) {
    HDRClips.makeStatic(in: folder)
    if input == "container.mp4" {
      folder.ffmpeg("-i container.mp4 -c copy nothing.hevc")
      #expect(sideData("nothing.hevc").isEmpty)
    }
    let result = folder.copyUpscale(
      input, "out.mkv", ["-c", encoder.name, "--preset", "ultrafast", "--frames", "3"])
    #expect(result.exitCode == 0 && !result.errors.contains("Svt["), "\(result.errors)")
    folder.ffmpeg("-i out.mkv -c copy raw.\(encoder.raw)")
    let isH264 = encoder.raw == "h264"
    let found = isH264 ? sideDataOfH264("raw.h264") : sideData("raw." + encoder.raw)
    for (name, value) in Self.expected {
      let distance = abs((found[name] ?? -1) - value)
      #expect(distance <= value * 0.0001 + 0.00003, "\(name) in \(found)")
    }
    #expect(folder.verify(input, "out.mkv", ["-s", "2", "--frames", "3"]).exitCode == 0)
  }

  @Test(
    "HDR becomes HEVC, which devices play, where nobody names an encoder",
    arguments: [
      ("smpte2084", "out.mp4", "hevc,hvc1"), ("arib-std-b67", "out.mov", "hevc,hvc1"),
      ("smpte2084", "out.mkv", "hevc,[0][0][0][0]"), ("bt2020-10", "out.mp4", "h264,avc1"),
    ])
  func defaultEncoder(transfer: String, output: String, expected: String) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x64:r=10:d=0.4 -pix_fmt yuv420p10le -c:v ffv1 -colorspace bt2020nc "
        + "-color_primaries bt2020 -color_trc \(transfer) in.mkv")
    func probe(_ entries: String) -> String {
      folder.run(
        program: "ffprobe",
        ["-v", "error", "-show_entries", "stream=" + entries, "-of"]
          + ["csv=p=0", output]
      ).split(separator: "\n").joined()
    }
    func upscale(_ more: String...) -> Int {
      #expect(folder.copyUpscale("in.mkv", output, more).exitCode == 0)
      return Int(folder.run(program: "stat", ["-c", "%s", output]).filter(\.isNumber)) ?? 0
    }
    let size = upscale()
    #expect(probe("codec_name,codec_tag_string") == expected)
    #expect(probe("pix_fmt,color_transfer") == "yuv420p10le,\(transfer)")
    // What the CPU can do is nobody's business, and would make other bytes of the same job.
    #expect(folder.shell("grep -ac cpuid \(output)").output == "0\n")
    #expect(upscale("--crf", "40", "--preset", "ultrafast") < size)
    _ = upscale("-c", "libx264")
    #expect(probe("codec_name").hasPrefix("h264"))
  }

  @Test("The user's own settings are added to those of HDR10, and count more")
  func ownSettingsWin() {
    HDRClips.makeStatic(in: folder)
    let result = folder.copyUpscale(
      "bitstream.hevc", "out.mkv",
      [
        "-c", "libx265", "--preset", "ultrafast", "-e", "x265-params=max-cll=500,200:keyint=2",
        "-e", "x265-params=min-keyint=1",
      ])
    #expect(result.exitCode == 0 && !result.errors.contains("x265 ["), "\(result.errors)")
    folder.ffmpeg("-i out.mkv -c copy raw.hevc")
    let found = sideData("raw.hevc")
    #expect(found["max_content"] == 500 && found["max_average"] == 200, "\(found)")
    #expect(found["max_luminance"] == 1000 && found["red_x"] == 0.68, "\(found)")
    let keys = folder.run(
      program: "ffprobe",
      ["-v", "error", "-show_entries", "packet=flags", "-of", "csv=p=0", "raw.hevc"])
    #expect(keys.split(separator: "\n").count { $0.contains("K") } == 4, "\(keys)")
    // Container and bitstream contradict each other now, which verify sees.
    let losses = folder.verify("bitstream.hevc", "out.mkv").report?.losses
    #expect(losses == ["content light: different"])
  }

  @Test(
    "A setting that the encoder's library does not know is a slip, and the program ends",
    arguments: [
      ("libx264", "x264-params=keyin=2", "keyin"),
      ("libx265", "x265-params=aq-mode=2:cfr=2", "cfr"),
      ("libx265", "x265-params=crf=abc", "crf"), ("libsvtav1", "svtav1-params=tun=0", "tun"),
    ])
  func refusesUnknownSettings(encoder: String, setting: String, name: String) {
    folder.ffmpeg("-f lavfi -i testsrc2=s=64x64:r=5 -frames:v 2 in.mkv")
    let result = folder.copyUpscale("in.mkv", "out.mkv", ["-c", encoder, "-e", setting])
    #expect(result.exitCode == 2, "\(result.errors)")
    #expect(
      result.errorLines.first?.hasPrefix(
        "rlfn-video: error: the encoder \(encoder) does not take \(name) in ") == true,
      "\(result.errors)")
    #expect(folder.names() == ["copy.safetensors", "in.mkv"])
  }

  @Test(
    "Metadata that change from frame to frame are lost with a warning, and verify misses them",
    arguments: [
      ("plus.hevc", "HDR10+", "SMPTE2094-40"), ("vivid.hevc", "HDR Vivid", "CUVA 005.1"),
      ("vision.hevc", "Dolby Vision", "Dolby Vision RPU"),
      ("vision.mp4", "Dolby Vision", "DOVI configuration"),
    ])
  func dynamicMetadata(input: String, name: String, witness: String) throws {
    HDRClips.makeDynamic(in: folder)
    func probe(_ file: String) -> String {
      folder.run(program: "ffprobe", ["-v", "error", "-show_frames", "-show_streams", file])
    }
    #expect(probe(input).contains(witness))
    let result = folder.copyUpscale(input, "out.mkv", ["-c", "libx265", "--preset", "ultrafast"])
    #expect(result.exitCode == 0)
    let warnings = result.errorLines.filter { $0.hasPrefix("rlfn-video: warning: ") }
    #expect(warnings.count == 1, "\(warnings)")
    #expect(warnings.first?.contains("\(input) has \(name) metadata") == true, "\(warnings)")
    #expect(!probe("out.mkv").contains(witness))
    let report = try #require(folder.verify(input, "out.mkv", ["-s", "2"]).report)
    #expect(report.losses == ["dynamic HDR metadata: missing"])
    #expect(folder.copyUpscale("plain.mp4", "out.mkv", []).errors.contains("warning") == false)
  }
}
