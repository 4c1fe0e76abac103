import FoundationEssentials
import RLFNTestSupport

/// What ffprobe says of a file: the witness from outside.
struct MediaProbe: Decodable {
  /// A number or text, as text.
  struct Value: Decodable, Equatable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
      } else if let number = try? container.decode(Int.self) {
        text = String(number)
      } else {
        text = String(try container.decode(Double.self))
      }
    }
  }

  struct Stream: Decodable {
    var index: Int
    var codec_type: String?
    var codec_name: String?
    var profile: String?
    var width: Int?
    var height: Int?
    var pix_fmt: String?
    var sample_aspect_ratio: String?
    var color_range: String?
    var color_space: String?
    var color_transfer: String?
    var color_primaries: String?
    var chroma_location: String?
    var field_order: String?
    var r_frame_rate: String?
    var avg_frame_rate: String?
    var bits_per_raw_sample: String?
    var disposition: [String: Int]?
    var tags: [String: String]?
    var side_data_list: [[String: Value]]?

    /// A field of the side data that has it.
    func sideData(_ key: String) -> String? {
      side_data_list?.compactMap { $0[key]?.text }.first
    }

    /// Bits of a sample, as the pixel format's name tells them.
    var depth: Int {
      let name = pix_fmt ?? ""
      if name.contains("rgb48") || name.contains("rgba64") { return 16 }
      return [9, 10, 12, 14, 16].last { name.contains("p\($0)") || name.contains("gray\($0)") } ?? 8
    }
  }

  struct Frame: Decodable {
    var stream_index: Int?
    var best_effort_timestamp_time: String?
    var width: Int?
    var height: Int?

    var seconds: Double? { best_effort_timestamp_time.flatMap(Double.init) }
  }

  struct Chapter: Decodable, Equatable {
    var start_time: String
    var end_time: String
    var tags: [String: String]?
  }

  struct Format: Decodable {
    var start_time: String?
    var tags: [String: String]?
  }

  var streams: [Stream]?
  var chapters: [Chapter]?
  var format: Format?
  var frames: [Frame]?

  /// The header of a file.
  init(_ path: String, in folder: TemporaryFolder) {
    self.init(["-show_streams", "-show_chapters", "-show_format", path], in: folder)
  }

  /// The header of a file and its frames, which is a program less to start than to ask for both.
  init(whole path: String, in folder: TemporaryFolder) {
    self.init(
      [
        "-show_streams", "-show_chapters", "-show_format", "-show_entries",
        "frame=stream_index,best_effort_timestamp_time,width,height", path,
      ], in: folder)
  }

  private init(_ arguments: [String], in folder: TemporaryFolder) {
    let result = Subprocess(
      ["-v", "quiet", "-of", "json"] + arguments, program: "ffprobe", in: folder
    ).wait()
    self =
      (try? JSONDecoder().decode(MediaProbe.self, from: Data(result.output.utf8)))
      ?? MediaProbe()
  }

  private init() {}

  /// The frames of the first video stream as they are decoded, the first `count` of them.
  static func frames(_ path: String, count: Int, in folder: TemporaryFolder) -> [Frame] {
    // Packets come in another order than frames, and some are dropped.
    let interval = count < 1000 ? ["-read_intervals", "%+#\(count + 40)"] : []
    let probe = MediaProbe(
      ["-select_streams", "v:0", "-show_frames"] + interval
        + ["-show_entries", "frame=best_effort_timestamp_time,width,height", path], in: folder)
    return Array((probe.frames ?? []).prefix(count))
  }

  /// The frames of the first video stream.
  var pictures: [Frame] {
    let index = streams?.first { $0.codec_type == "video" }?.index
    return (frames ?? []).filter { $0.stream_index == index }
  }

  /// The stream that a player shows, and the program enlarges.
  var video: Stream? {
    let videos = (streams ?? []).filter {
      $0.codec_type == "video" && $0.disposition?["attached_pic"] != 1
    }
    return videos.first { $0.disposition?["default"] == 1 } ?? videos.first
  }

  /// All streams but that.
  var others: [Stream] {
    let shown = video?.index
    return (streams ?? []).filter { $0.index != shown }
  }
}
