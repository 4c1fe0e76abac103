import CFFmpeg

/// What is shown at a time, for a while.
protocol TimedItem {
  /// When it begins, in the stream's unit.
  var time: Int64? { get set }
  /// How long it is shown; 0 where nobody says.
  var duration: Int64 { get set }
}

/// A stream as its container describes it, and what its packets hold.
struct StreamFacts {
  /// A packet: when it is shown, and what it holds.
  struct Packet: TimedItem {
    var time: Int64?
    var duration: Int64
    /// Whether a decoder can begin with it.
    let isKeyFrame: Bool
    /// Of its bytes.
    let digest: Digest
    /// Of its bytes without what containers add to them or take from them.
    let content: Digest
    /// When it is replaced by the next one, where it is shown until then.
    var shownUntil: Int64?
  }

  /// A subtitle as it is shown.
  struct Cue: TimedItem {
    var time: Int64?
    var duration: Int64
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
