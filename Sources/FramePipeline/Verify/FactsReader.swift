import CFFmpeg
import Glibc

/// Reads a file once from start to end for its facts: decodes the picture, takes digests of the packets of everything else.
final class FactsReader {
  /// What the container holds.
  let container: ContainerAbilities

  private let path: String
  private let context: UnsafeMutablePointer<AVFormatContext>
  private let interruption: Interruption

  /// Opens the file.
  init(_ path: String, isCancelled: @escaping @Sendable () -> Bool) throws(PipelineError) {
    MediaLog.install()
    self.path = path
    interruption = Interruption(isCancelled)
    context = try Demuxer.open(path, path, interruption)
    container = ContainerAbilities(
      path: path, demuxer: String(cString: context.pointee.iformat.pointee.name))
    // From here on the object is complete, and its end closes the file.
    MediaLog.forgetLastError()
    let code = avformat_find_stream_info(context, nil)
    guard code >= 0 else { throw Demuxer.failure(code, path) }
  }

  deinit {
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&context)
  }

  private var streams: [UnsafeMutablePointer<AVStream>] {
    (0..<Int(context.pointee.nb_streams)).compactMap { context.pointee.streams[$0] }
  }

  /// Reads everything.
  func read(
    into facts: inout FileFacts, _ choice: FileFacts.PictureChoice, _ part: Verification.Part
  ) throws(PipelineError) {
    facts.tags = Tags.read(context.pointee.metadata)
    facts.startMicroseconds = optionalTime(context.pointee.start_time) ?? 0
    facts.chapters = (0..<Int(context.pointee.nb_chapters)).compactMap { index in
      context.pointee.chapters[index].map { chapter in
        FileFacts.Chapter(
          start: chapter.pointee.start, end: chapter.pointee.end,
          timeBase: Rational(chapter.pointee.time_base), tags: Tags.read(chapter.pointee.metadata))
      }
    }
    let (pictureStream, number) = try choosePicture(choice)
    facts.pictureOrdinal = number
    facts.pictureIndex = Int(pictureStream.pointee.index)
    let picture = try PictureReader(
      pictureStream, in: context, path: path,
      from: (part.startSeconds ?? -.infinity) + Double(facts.startMicroseconds) / 1e6,
      frameLimit: part.frameLimit ?? .max)
    var readers: [Int: StreamReader] = [:]
    for stream in streams where stream != pictureStream && !Self.isChapterTrack(stream) {
      readers[Int(stream.pointee.index)] = StreamReader(stream)
    }
    let pictureFacts = StreamFacts(pictureStream)

    let packets = PacketReader(context)
    let packet = Packet()
    reading: while true {
      MediaLog.forgetLastError()
      let code = packets.read(packet)
      switch code {
      case rlfn_averror(EAGAIN): continue
      case rlfn_averror_eof(): break reading
      case rlfn_averror_invalid_data():
        facts.damage = MediaLog.reason(code)
        break reading
      case ..<0: throw Demuxer.failure(code, path)
      default: break
      }
      if interruption.isCancelled() { throw PipelineError(.interrupted, "stopped") }
      if packet.streamIndex == facts.pictureIndex {
        try picture.send(packet)
      } else {
        reader(of: packet.streamIndex, in: &readers)?.take(packet)
      }
      av_packet_unref(packet.pointer)
    }
    facts.picture = try picture.finish()
    facts.streams = (Array(readers.values.map { $0.finish() }) + [pictureFacts])
      .sorted { $0.index < $1.index }
  }

  /// The reader of a stream; streams may also begin late.
  private func reader(of index: Int, in readers: inout [Int: StreamReader]) -> StreamReader? {
    if let known = readers[index] { return known }
    guard let stream = context.pointee.streams[index], !Self.isChapterTrack(stream) else {
      return nil
    }
    let reader = StreamReader(stream)
    readers[index] = reader
    return reader
  }

  /// One of the videos that are no stills, and its number among them.
  private func choosePicture(_ choice: FileFacts.PictureChoice) throws(PipelineError)
    -> (UnsafeMutablePointer<AVStream>, Int)
  {
    let videos = streams.filter {
      StreamInfo.kind($0) == .video && $0.pointee.codecpar.pointee.width > 0
    }
    let marked = videos.firstIndex { $0.pointee.disposition & AV_DISPOSITION_DEFAULT != 0 }
    var chosen = marked ?? 0
    switch choice {
    case .usual: break
    case .ordinal(let number): if videos.indices.contains(number) { chosen = number }
    case .stream(let index):
      guard let number = videos.firstIndex(where: { $0.pointee.index == Int32(index) }) else {
        throw PipelineError(.usage, "stream \(index) of \(path) is no video that could be enlarged")
      }
      chosen = number
    }
    guard videos.indices.contains(chosen) else {
      throw PipelineError(.unreadableInput, "\(path) holds no video that can be read")
    }
    return (videos[chosen], chosen)
  }

  /// Whether the stream is only how the container stores its chapters: QuickTime's demuxer discards these by itself.
  private static func isChapterTrack(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
    stream.pointee.discard == AVDISCARD_ALL
      && stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_DATA
  }
}

/// Collects what the packets of a copied stream hold.
private final class StreamReader {
  private var facts: StreamFacts
  private let digester: PacketDigester
  private let cues: CueReader?
  /// The bitmap subtitle that is on.
  private var shown: Int?

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    facts = StreamFacts(stream)
    digester = PacketDigester(stream.pointee.codecpar.pointee)
    cues = CueReader(stream)
    if cues != nil { facts.cues = [] }
  }

  func take(_ packet: borrowing Packet) {
    let raw = packet.pointer.pointee
    let (bytes, content) = digester.digest(raw)
    facts.packets.append(
      StreamFacts.Packet(
        time: sensibleTime(packet.pts ?? packet.dts, facts.timeBase),
        duration: sensibleTime(raw.duration, facts.timeBase) ?? 0,
        isKeyFrame: packet.isKeyFrame,
        digest: bytes, content: content))
    if facts.codec == AV_CODEC_ID_HDMV_PGS_SUBTITLE { noteGraphics(raw) }
    if let cue = cues?.read(packet.pointer) { facts.cues?.append(cue) }
  }

  /// A bitmap subtitle is on until the next one takes its place.
  private func noteGraphics(_ raw: AVPacket) {
    let bytes = UnsafeBufferPointer(start: raw.data, count: Int(max(raw.size, 0)))
    let effect = PresentationGraphics(bytes)
    guard effect != .continues else { return }
    let last = facts.packets.count - 1
    if let shown { facts.packets[shown].shownUntil = facts.packets[last].time }
    shown = effect == .clears ? nil : last
    if shown != nil { facts.packets[last].shownUntil = .max }
  }

  func finish() -> StreamFacts {
    facts.content = digester.finish()
    return facts
  }
}

/// A time, but none of a damaged file that is a thousand years away: in `CommonClock` sums of those would not fit.
func sensibleTime(_ ticks: Int64?, _ base: Rational) -> Int64? {
  guard let ticks, ticks.magnitude < 1 << 60, abs(Double(ticks) * base.value) < 0x1p35 else {
    return nil
  }
  return ticks
}
