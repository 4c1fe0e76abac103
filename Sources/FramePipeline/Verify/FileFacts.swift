import CFFmpeg

/// All that is compared of a file, read by other ways than those of a job.
struct FileFacts {
  /// A chapter.
  struct Chapter {
    let start: Int64
    let end: Int64
    let timeBase: Rational
    let tags: [String: String]
  }

  /// What the container holds.
  var container: ContainerAbilities
  /// Its tags, without those that speak of the container or the program that made it.
  var tags: [String: String] = [:]
  /// The chapters in the file's order.
  var chapters: [Chapter] = []
  /// Every stream but those that are only how the container stores chapters.
  var streams: [StreamFacts] = []
  /// The picture that is upscaled.
  var picture = PictureFacts()
  /// The index of its stream; nil for images.
  var pictureIndex: Int?
  /// Which of the videos it is, counted from 0.
  var pictureOrdinal = 0
  /// When its first stream begins, in microseconds: what parts of the input are counted from.
  var startMicroseconds: Int64 = 0
  /// Why reading ended before the end of the file.
  var damage: String?

  /// Reads a file from start to end.
  ///
  /// - Parameters:
  ///   - media: a file or images; standard input cannot be read again.
  ///   - ordinal: which of the videos is the picture, where the file has that many; nil takes the default one, or else
  ///     the first.
  init(of media: MediaInput, ordinal: Int?, isCancelled: @escaping @Sendable () -> Bool)
    throws(PipelineError)
  {
    switch media {
    case .images(let paths):
      container = .images(path: media.path)
      picture = try PictureFacts(ofImages: paths, isCancelled: isCancelled)
    case .video(let path):
      let reader = try FactsReader(path, isCancelled: isCancelled)
      container = reader.container
      try reader.read(into: &self, ordinal: ordinal)
    case .standardInput:
      throw PipelineError(
        .usage, "standard input cannot be compared: it is read only once",
        hint: "give the path of a file")
    }
  }
}

/// A stream as its container describes it, and what its packets hold.
struct StreamFacts {
  /// A packet: when it is shown, and what it holds.
  struct Packet {
    let time: Int64?
    let duration: Int64
    /// Whether a decoder can begin with it.
    let isKeyFrame: Bool
    /// Of its bytes.
    let digest: Digest
    /// Of its bytes without what containers add to them or take from them.
    let content: Digest
  }

  /// A subtitle as it is shown.
  struct Cue: Equatable {
    let time: Int64?
    let duration: Int64
    let text: String
  }

  let index: Int
  let kind: StreamInfo.Kind
  let codec: AVCodecID
  let timeBase: Rational
  /// Size or sampling rate, in words.
  let format: String
  let language: String?
  let disposition: Set<String>
  let tags: [String: String]
  /// The header's bytes: of an attachment the file itself.
  let header: Digest
  var packets: [Packet] = []
  /// Of the contents of all packets, wherever they are cut.
  var content = Digest()
  /// What is shown, where it is a text.
  var cues: [Cue]?

  /// FFmpeg's name of the codec.
  var codecName: String { String(cString: avcodec_get_name(codec)) }
  /// How checks name it.
  var name: String { "stream \(index) (\(kind.rawValue))" }

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let raw = stream.pointee
    let parameters = raw.codecpar.pointee
    index = Int(raw.index)
    kind = StreamInfo.kind(stream)
    codec = parameters.codec_id
    timeBase = Rational(raw.time_base)
    switch parameters.codec_type {
    case AVMEDIA_TYPE_VIDEO: format = "\(parameters.width)x\(parameters.height)"
    case AVMEDIA_TYPE_AUDIO:
      let channels = parameters.ch_layout.nb_channels
      format = "\(parameters.sample_rate) Hz, \(channels) channel\(channels == 1 ? "" : "s")"
    default: format = ""
    }
    var tags = Tags.read(raw.metadata)
    // MP4 gives the file's to all streams.
    tags["creation_time"] = nil
    let spoken = tags.removeValue(forKey: "language")
    language = spoken == "und" ? nil : spoken
    self.tags = tags
    disposition = Set(
      (0..<31).compactMap { bit in
        raw.disposition & (1 << bit) == 0
          ? nil : av_disposition_to_string(1 << bit).map { String(cString: $0) }
      })
    header = Digest(
      UnsafeBufferPointer(
        start: parameters.extradata, count: Int(max(parameters.extradata_size, 0))))
  }
}

/// Tags as they are compared.
enum Tags {
  /// The tags of a dictionary by their keys in lower case, without those that speak of the container or the program that
  /// made it.
  static func read(_ dictionary: OpaquePointer?) -> [String: String] {
    var result: [String: String] = [:]
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
      entry = next
      let key = String(cString: next.pointee.key).lowercased()
      if !isTechnical(key) { result[key] = value(of: key, String(cString: next.pointee.value)) }
    }
    // A tag in one language, `title-eng`, beside the same without it says nothing new.
    return result.filter { key, value in
      guard let dash = key.lastIndex(of: "-"), key.distance(from: dash, to: key.endIndex) == 4
      else {
        return true
      }
      return result[String(key[..<dash])] != value
    }
  }

  /// A tag's value, in one of the ways in which containers write dates and places.
  private static func value(of key: String, _ text: String) -> String {
    if key == "creation_time" {
      let digits = text.filter(\.isNumber).prefix(14)
      return digits.count == 14 ? String(digits) : text
    }
    guard key.hasPrefix("location") else { return text }
    // Degrees with their sign in front, with as many digits as containers like.
    var numbers: [String] = []
    for character in text where character != "/" {
      if "+-".contains(character) || numbers.isEmpty { numbers.append("") }
      numbers[numbers.count - 1].append(character)
    }
    let degrees = numbers.compactMap { Double($0) }
    guard degrees.count == numbers.count else { return text }
    return degrees.map { "\(($0 * 1000).rounded() / 1000)" }.joined(separator: ", ")
  }

  private static func isTechnical(_ key: String) -> Bool {
    [
      "major_brand", "minor_version", "compatible_brands", "encoder", "software", "handler_name",
      "vendor_id", "duration", "rotate", "alpha_mode", "bps", "number_of_frames",
      "number_of_bytes",
    ].contains(key)
      || ["_statistics_", "bps-", "number_of_frames-", "number_of_bytes-"]
        .contains { key.hasPrefix($0) }
  }
}
