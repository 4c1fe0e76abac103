import Glibc
import RLFNTestSupport

/// FFmpeg's programs, as the witness from outside.
enum Tool {
  /// Runs a shell command and returns what it prints; its messages are dropped.
  static func output(_ command: String) -> String {
    guard let pipe = popen(command + " 2>/dev/null", "r") else { return "" }
    defer { pclose(pipe) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Runs a shell command; false when it fails.
  @discardableResult static func run(_ command: String) -> Bool {
    system(command + " 2>/dev/null") == 0
  }

  /// Lines of `ffprobe` for some entries, values only.
  static func probe(_ path: String, _ entries: String, streams: String? = nil) -> [String] {
    let selection = streams.map { "-select_streams \($0) " } ?? ""
    return output("ffprobe -v error \(selection)-show_entries \(entries) -of csv=p=0 '\(path)'")
      .split(separator: "\n").map(String.init)
  }

  /// Presentation times of the frames of the first video stream that is decoded, in units of its time base.
  static func times(_ path: String, stream: String = "v:0") -> [Int] {
    probe(path, "frame=best_effort_timestamp", streams: stream)
      .compactMap { Int($0.trimmingCommas) }
  }

  /// Checksums of the packets of a stream (a `-map` value), in FFmpeg's order, without times and side data.
  static func packetChecksums(_ path: String, map: String) -> [String] {
    output("ffmpeg -v error -i '\(path)' -map \(map) -c copy -f framehash -hash md5 -")
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .compactMap { line in
        let fields = line.split(separator: ",")
        return fields.count > 5 ? String(fields[5]) : nil
      }
  }

  /// Whether `ffmpeg` and `ffprobe` can be run.
  static let isPresent = run("ffmpeg -version >/dev/null") && run("ffprobe -version >/dev/null")
}

extension String {
  /// Without the commas that ffprobe's lists end with.
  var trimmingCommas: String {
    var text = Substring(self)
    while text.hasSuffix(",") { text.removeLast() }
    return String(text)
  }
}

extension TemporaryFolder {
  /// A clip made with `ffmpeg`, whose options stand before the output's name.
  func clip(_ name: String, _ options: String) -> String {
    Tool.run("ffmpeg -y -v error \(options) '\(file(name))'")
    return file(name)
  }

  /// A clip of a test picture that moves, 64x48 at 25 frames a second; `options` for the encoder stand before the output's
  /// name.
  func testClip(_ name: String, frames: Int, _ options: String) -> String {
    clip(name, "-f lavfi -i testsrc2=s=64x48:r=25 -frames:v \(frames) \(options)")
  }
}

/// The path of a shared clip.
func clip(_ name: String) -> String { Shared.folder + "/clips/" + name }
