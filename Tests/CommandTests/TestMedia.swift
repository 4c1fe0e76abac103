import RLFNTestSupport

/// Tiny media that ffmpeg makes, so that jobs are quick; and what ffprobe says of results.
extension TemporaryFolder {
  /// Numbered PNG files of 16x16.
  func makeImages(_ pattern: String, count: Int, from first: Int = 1) {
    write(to: pattern)
    run(
      program: "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=16x16", "-frames:v", "\(count)",
        "-start_number", "\(first)", pattern,
      ])
    run(program: "rm", [pattern])
  }

  /// A video of 16x16 with sound.
  func makeVideo(_ name: String, frames: Int) {
    write(to: name)
    run(
      program: "ffmpeg",
      [
        "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=16x16:r=10", "-f", "lavfi", "-i",
        "sine", "-frames:v", "\(frames)", "-shortest", "-c:v", "libx264", "-c:a", "aac", name,
      ])
  }

  /// Upscales twice with the network of `copy.safetensors`.
  func copyUpscale(_ input: String, _ output: String, _ more: [String]) -> Subprocess.Result {
    Subprocess(
      ["-y", "-i", input, "-o", output, "--weights", "copy.safetensors", "-s", "2"] + more,
      in: self
    ).wait()
  }

  /// `width,height,frames` of the first video stream, as ffprobe counts them.
  func shape(_ name: String) -> String {
    run(
      program: "ffprobe",
      [
        "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries",
        "stream=width,height,nb_read_frames", "-of", "csv=p=0", name,
      ]
    ).split(separator: "\n").first.map(String.init) ?? ""
  }

  /// The checksum of each frame, or copied packet, that ffmpeg's `arguments` choose from a file.
  func frameChecksums(_ name: String, _ arguments: [String]) -> [Substring] {
    run(program: "ffmpeg", ["-v", "error", "-i", name] + arguments + ["-f", "framemd5", "-"])
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .compactMap { line in
        // Behind the checksum may stand one of side data, which is the container's.
        let fields = line.split(separator: ",")
        return fields.count > 5 ? fields[5] : nil
      }
  }

  /// A checksum of the file's bytes.
  func checksum(_ name: String) -> String { run(program: "sha256sum", [name]) }
}

/// The average that ffmpeg's psnr filter wrote into its log, in dB; 0 if there is none.
func averagePSNR(_ log: String) -> Double {
  let figure = log.split(separator: " ").last { $0.hasPrefix("average:") }
  return figure.flatMap { Double($0.dropFirst("average:".count)) } ?? 0
}
