import CFFmpeg

/// A stream of an output while it is written.
final class Track {
  /// What names it in messages.
  let name: String
  /// Its place in the output.
  let stream: UnsafeMutablePointer<AVStream>
  /// Turns subtitles into the container's kind.
  let converter: SubtitleConverter?
  /// Puts packets into the container's framing.
  let filter: PacketFilter?
  /// Packets of a video that are shown behind the end of the part; others before it may still need them to be decoded.
  var behindEnd = Ring<Packet>(capacity: 4)
  /// What is shown at the start of the part, and begins before it.
  var lead: PartLead
  /// Whether the part begins amid a video, of which nothing is written yet: it needs a key frame to begin with.
  var waitsForKeyFrame: Bool
  /// Whether it begins with packets before the part.
  var hasLead = false
  /// Whether packets were left out for the lack of a key frame.
  var lacksKeyFrame = false
  /// Packets that were written.
  var packetCount = 0
  /// Packets that could not be written.
  var droppedCount = 0
  /// How long nothing comes between packets of a stream whose times are only counted, so that all else comes early.
  private(set) var closedSeconds = 0.0

  /// Less is how a clock of milliseconds rounds.
  private static let leastGapSeconds = 0.005
  private var lastDts: Int64?
  private var expectedDts: Int64?
  /// How long the first frame waits between decoding and showing.
  private var reordering: Int64?

  init(
    name: String, stream: UnsafeMutablePointer<AVStream>, converter: SubtitleConverter? = nil,
    filter: PacketFilter? = nil, waitsForKeyFrame: Bool = false
  ) {
    self.name = name
    self.stream = stream
    self.converter = converter
    self.filter = filter
    self.waitsForKeyFrame = waitsForKeyFrame
    lead = PartLead(
      isSubtitle: stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_SUBTITLE)
  }

  /// Whether all of it is in the header.
  var isAttachment: Bool {
    stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_ATTACHMENT
  }
  /// Whether it is one picture, such as cover art, that belongs to all of the file.
  var isStill: Bool { stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 }
  /// Whether its packets are not in the order in which they are shown.
  var isVideo: Bool { stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO }
  /// Whether it carries subtitles whose packets don't say how long they are shown.
  var isGraphics: Bool {
    stream.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_HDMV_PGS_SUBTITLE
  }
  /// Whether it carries subtitles.
  var isSubtitle: Bool { stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_SUBTITLE }

  /// Puts a packet's times into the output's unit and order: decoding times that exist and increase, none after its
  /// presentation time, and none before 0 where the container counts from there.
  func adjust(_ packet: UnsafeMutablePointer<AVPacket>, for container: ContainerFormat) {
    av_packet_rescale_ts(packet, packet.pointee.time_base, stream.pointee.time_base)
    packet.pointee.time_base = stream.pointee.time_base
    packet.pointee.stream_index = stream.pointee.index
    packet.pointee.pos = -1

    var pts = optionalTime(packet.pointee.pts).map { $0 + decoderDelay(container) }
    var dts = optionalTime(packet.pointee.dts).map { $0 + decoderDelay(container) }
    let duration = max(knownDuration(packet.pointee.duration), 1)
    if pts == nil, dts == nil { dts = expectedDts ?? 0 }
    if dts == nil, let pts {
      // Where the clock begins at 0 there is no room before it, but behind it for one unit each.
      dts = decodingTime(for: pts, length: container.countsFromZero ? 1 : duration)
    }
    if pts == nil { pts = dts }
    guard var dts, var pts else { return }
    if container.countsFromZero { dts = max(dts, 0) }
    if let expectedDts, duration > 1,
      container.countsSamples(of: stream.pointee.codecpar.pointee.codec_id)
    {
      let gap = Double(dts - expectedDts) * Rational(stream.pointee.time_base).value
      if gap > Self.leastGapSeconds { closedSeconds += gap }
    }
    if let lastDts, !isSubtitle {
      dts = max(dts, container.allowsEqualTimes ? lastDts : lastDts + 1)
    }
    pts = max(pts, dts)
    // Where only decoding times are told, the first frame to be decoded is shown at once, whatever waits for it.
    let wait = container.hasPresentationTimes ? 0 : reordering ?? pts - dts
    reordering = wait
    packet.pointee.dts = dts + wait
    packet.pointee.pts = max(pts, dts + wait)
    lastDts = dts
    expectedDts = optionalTime(dts + duration)
  }

  /// How much earlier than they are written Matroska's times of Opus are read, in the stream's unit: by what the decoder needs
  /// to start. FFmpeg's muxer tells readers so, but writes times as they are.
  private func decoderDelay(_ container: ContainerFormat) -> Int64 {
    let parameters = stream.pointee.codecpar.pointee
    guard container.isMatroska, parameters.codec_id == AV_CODEC_ID_OPUS else { return 0 }
    return av_rescale_q(
      Int64(parameters.initial_padding), AVRational(num: 1, den: 48000), stream.pointee.time_base)
  }

  /// A decoding time where the source tells none, as Matroska does at the start of videos whose frames are not in order:
  /// so much earlier that those that follow have room.
  private func decodingTime(for pts: Int64, length: Int64) -> Int64 {
    let delay = Int64(stream.pointee.codecpar.pointee.video_delay)
    guard delay > 0 else { return pts }
    return lastDts.map { min($0 + length, pts) } ?? pts - delay * length
  }
}
