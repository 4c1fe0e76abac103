import FoundationEssentials
import RLFNTestSupport

/// Every packet of a file with the MD5 of its bytes, as ffmpeg copies it (`-c copy -f framemd5`): what a user would compare
/// who asks whether streams came through untouched.
struct PacketHashes {
  struct Packet: Equatable {
    /// When it is shown.
    let seconds: Double
    let hash: Substring
  }

  /// By the index of the stream.
  private(set) var packets: [Int: [Packet]] = [:]
  /// The MD5 of what the codec needs to know beforehand.
  private(set) var headers: [Int: Substring] = [:]

  /// Of several files at once.
  static func of(_ paths: [String], in folder: TemporaryFolder) -> [PacketHashes] {
    let names = paths.indices.map { folder.path + ".packets\($0)" }
    let inputs = paths.flatMap { ["-i", $0] }
    let outputs = names.indices.flatMap {
      ["-map", "\($0)", "-c", "copy", "-copyinkf", "-copy_unknown", "-f", "framemd5", names[$0]]
    }
    folder.run(program: "ffmpeg", ["-v", "error", "-y", "-copyts"] + inputs + outputs)
    let texts = names.map { folder.run(program: "cat", [$0]) }
    folder.run(program: "rm", names)
    return texts.map { PacketHashes($0) }
  }

  private init(_ text: String) {
    var units: [Int: Double] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split { ", :".contains($0) }
      if line.hasPrefix("#tb "), fields.count >= 3, let index = Int(fields[1]) {
        let numbers = fields[2].split(separator: "/").compactMap { Double($0) }
        if numbers.count == 2 { units[index] = numbers[0] / numbers[1] }
      } else if line.hasPrefix("#extradata "), fields.count >= 4, let index = Int(fields[1]) {
        headers[index] = fields[3]
      } else if fields.count >= 6, let index = Int(fields[0]), let pts = Double(fields[2]) {
        packets[index, default: []].append(
          Packet(seconds: pts * (units[index] ?? 0), hash: fields[5]))
      }
    }
  }

  /// When the first packet of a stream is shown.
  func start(_ index: Int?) -> Double? { index.flatMap { packets[$0]?.map(\.seconds).min() } }
}
