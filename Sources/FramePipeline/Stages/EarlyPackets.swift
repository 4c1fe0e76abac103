/// Which packets of a stream have been read before the demuxer jumps to the start of a part, where it may come across them
/// again.
struct EarlyPackets {
  private var times: Set<Int64> = []
  private var first = Int64.max
  private var isComplete = false

  /// Notes the next packet; false for one that comes at `end` or later, in seconds, and for those that follow it.
  mutating func add(_ packet: borrowing Packet, before end: Double) -> Bool {
    guard !isComplete, let time = packet.pts ?? packet.dts, let seconds = packet.writingSeconds
    else { return false }
    guard seconds < end else {
      isComplete = true
      return false
    }
    times.insert(time)
    first = min(first, time)
    return true
  }

  /// Whether it is one of them, or lies before them.
  func covers(_ packet: borrowing Packet) -> Bool {
    guard let time = packet.pts ?? packet.dts else { return false }
    return time < first ? !times.isEmpty : times.contains(time)
  }
}
