import CFFmpeg

/// Reads the packets of a file whose clock may jump, as where recordings were joined: each part goes on where the one before ended.
///
/// Transport and program streams may say so in the middle of a file (ISO/IEC 13818-1, 2.7.7), and often jump without saying it. The
/// streams of a part keep their times to each other. A stream may be in the next part while another one still ends, so packets
/// of a part that begins wait until all streams are there, and nothing overlaps.
final class PacketReader {
  /// One run of the clock, in microseconds.
  private struct Part {
    /// What is added to its times; nil until all streams are there.
    var offset: Int64?
    /// The earliest time shown in it, and where it ends so far.
    var start: Int64
    var end: Int64
  }

  /// Where a stream of sound or pictures is.
  private struct Position {
    var part: Int
    /// For each part the decoding time of its last packet there.
    var last: [Int: Int64] = [:]
  }

  /// Decoding times never go back within a part; so much is an error of the muxer.
  private static let tolerance: Int64 = 100_000
  /// A part has no gap as long as this: shorter ones may be meant, as in a film of stills.
  private static let longestGap: Int64 = 60_000_000
  /// Streams that ended so long before a part's end are not waited for in the next one, and nobody for more packets than this.
  private static let silence: Int64 = 2_000_000
  private static let mostHeld = 1000
  private static let unit = AVRational(num: 1, den: AV_TIME_BASE)

  private let context: UnsafeMutablePointer<AVFormatContext>
  /// Whether its container is one whose clock may jump.
  private let mayJump: Bool
  private var parts: [Part] = []
  private var positions: [Int: Position] = [:]
  /// Packets of the part that begins, and afterwards those of them that are still to be given out.
  private var held: [(packet: UnsafeMutablePointer<AVPacket>, part: Int)] = []
  /// What reading ended with while packets waited.
  private var ending: Int32?
  /// Where the clock jumped first, in seconds of the times that come out.
  private(set) var firstJump: Double?

  /// A reader of an open file, which the caller closes.
  init(_ context: UnsafeMutablePointer<AVFormatContext>) {
    self.context = context
    mayJump = context.pointee.iformat.pointee.flags & AVFMT_TS_DISCONT != 0
  }

  deinit { dropHeld() }

  /// As `av_read_frame`; the packet knows its time base.
  func read(_ packet: borrowing Packet) -> Int32 {
    while true {
      if let first = held.first, let offset = parts[first.part].offset {
        giveOut(packet, offset)
        return 0
      }
      if let code = ending.take() { return code }
      let code = av_read_frame(context, packet.pointer)
      if code < 0, code != rlfn_averror(EAGAIN), !held.isEmpty {
        ending = code
        settle()
        continue
      }
      guard code >= 0, let stream = context.pointee.streams[packet.streamIndex] else { return code }
      packet.pointer.pointee.time_base = stream.pointee.time_base
      guard mayJump else { return code }
      let part = part(of: packet, stream)
      if let offset = parts.isEmpty ? 0 : parts[part].offset {
        packet.shift(by: offset, Self.unit)
        return code
      }
      hold(packet, part)
      if isEverybodyThere || held.count >= Self.mostHeld { settle() }
    }
  }

  /// Forgets everything, after a seek.
  func reset() {
    dropHeld()
    parts = []
    positions = [:]
    ending = nil
    firstJump = nil
  }

  /// Finds the part that a packet belongs to, and notes its times.
  private func part(of packet: borrowing Packet, _ stream: UnsafeMutablePointer<AVStream>) -> Int {
    // Only of these one knows that something always goes on. Pictures are in the order of decoding.
    let kind = StreamInfo.kind(stream)
    let order = kind == .video ? packet.dts : kind == .audio ? packet.dts ?? packet.pts : nil
    guard let time = microseconds(order, packet) else { return max(parts.count - 1, 0) }
    // Nothing is shown a minute after it is decoded: such a time must not move all parts behind it.
    let stated = microseconds(packet.pts, packet) ?? time
    let shown = abs(stated - time) < Self.longestGap ? stated : time
    if parts.isEmpty { parts.append(Part(offset: 0, start: shown, end: shown)) }
    var position = positions[packet.streamIndex] ?? Position(part: parts.count - 1)
    if !belongs(time, position, to: position.part) {
      position.part = parts.indices.last { belongs(time, position, to: $0) } ?? parts.count
    }
    if position.part == parts.count {
      // Of two parts that begin at once the first one does without who is not there yet.
      settle()
      parts.append(Part(offset: nil, start: shown, end: shown))
    }
    let length = microseconds(packet.duration, packet) ?? 0
    parts[position.part].start = min(parts[position.part].start, shown)
    parts[position.part].end = max(parts[position.part].end, shown + length)
    position.last[position.part] = time
    positions[packet.streamIndex] = position
    return position.part
  }

  private func belongs(_ time: Int64, _ position: Position, to part: Int) -> Bool {
    let earliest = position.last[part] ?? parts[part].start - Self.longestGap
    return time >= earliest - Self.tolerance && time <= parts[part].end + Self.longestGap
  }

  private var isEverybodyThere: Bool {
    let before = parts.count - 2
    return positions.values.allSatisfy { position in
      guard position.part == before, let last = position.last[before] else { return true }
      return last < parts[before].end - Self.silence
    }
  }

  /// Places the last part behind all before it.
  private func settle() {
    guard let part = parts.last, part.offset == nil else { return }
    let end = parts.compactMap { part in part.offset.map { part.end + $0 } }.max() ?? part.start
    parts[parts.count - 1].offset = end - part.start
    if firstJump == nil { firstJump = Double(end) / Double(AV_TIME_BASE) }
  }

  private func hold(_ packet: borrowing Packet, _ part: Int) {
    let own = Packet()
    av_packet_move_ref(own.pointer, packet.pointer)
    held.append((own.release(), part))
  }

  private func giveOut(_ packet: borrowing Packet, _ offset: Int64) {
    let own = Packet(owning: held.removeFirst().packet)
    av_packet_move_ref(packet.pointer, own.pointer)
    packet.shift(by: offset, Self.unit)
  }

  private func dropHeld() {
    for (packet, _) in held { _ = Packet(owning: packet) }
    held = []
  }

  private func microseconds(_ ticks: Int64?, _ packet: borrowing Packet) -> Int64? {
    ticks.flatMap { rescaledTime($0, packet.timeBase.av, Self.unit) }
  }
}
