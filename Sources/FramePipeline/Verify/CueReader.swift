import CFFmpeg

/// Reads the texts of a subtitle stream, whatever kind of subtitles it has, without their styles.
final class CueReader {
  private var decoder: UnsafeMutablePointer<AVCodecContext>?

  /// A reader for a stream; nil where it is no text.
  init?(_ stream: UnsafeMutablePointer<AVStream>) {
    let id = stream.pointee.codecpar.pointee.codec_id
    let properties = avcodec_descriptor_get(id)?.pointee.props ?? 0
    guard properties & AV_CODEC_PROP_TEXT_SUB != 0, let codec = avcodec_find_decoder(id) else {
      return nil
    }
    decoder = avcodec_alloc_context3(codec)
    decoder?.pointee.pkt_timebase = stream.pointee.time_base
    guard decoder != nil, avcodec_parameters_to_context(decoder, stream.pointee.codecpar) >= 0,
      avcodec_open2(decoder, codec, nil) >= 0
    else { return nil }
  }

  deinit { avcodec_free_context(&decoder) }

  /// What a packet shows; nil for one that shows nothing.
  func read(_ packet: UnsafeMutablePointer<AVPacket>) -> StreamFacts.Cue? {
    var subtitle = AVSubtitle()
    var isWhole: Int32 = 0
    guard avcodec_decode_subtitle2(decoder, &subtitle, &isWhole, packet) >= 0, isWhole != 0 else {
      return nil
    }
    defer { avsubtitle_free(&subtitle) }
    let texts = (0..<Int(subtitle.num_rects)).compactMap { index -> String? in
      guard let rectangle = subtitle.rects[index]?.pointee else { return nil }
      if let line = rectangle.ass { return Self.plainText(String(cString: line)) }
      return rectangle.text.map { String(cString: $0) }
    }
    let text = texts.joined(separator: "\n")
    guard !text.isEmpty else { return nil }
    let base = decoder?.pointee.pkt_timebase ?? AVRational(num: 1, den: 1000)
    var duration = packet.pointee.duration
    if duration <= 0, subtitle.end_display_time != .max {
      duration = av_rescale_q(
        Int64(subtitle.end_display_time), AVRational(num: 1, den: 1000), base)
    }
    return StreamFacts.Cue(
      time: sensibleTime(packet.pointee.pts, Rational(base)),
      duration: sensibleTime(duration, Rational(base)) ?? 0, text: text)
  }

  /// The text behind the eight fields of an event, without what stands in braces.
  private static func plainText(_ event: String) -> String {
    let fields = event.split(
      separator: ",", maxSplits: 8, omittingEmptySubsequences: false)
    var depth = 0
    let shown = (fields.last ?? "").filter { character in
      if character == "{" { depth += 1 }
      defer { if character == "}", depth > 0 { depth -= 1 } }
      return depth == 0
    }
    return shown.split(separator: "\\N", omittingEmptySubsequences: true)
      .flatMap { $0.split(separator: "\\n") }
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
