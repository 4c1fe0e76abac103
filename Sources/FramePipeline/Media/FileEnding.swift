import CFFmpeg

/// Finds out whether a file was cut off, where FFmpeg's reader of its container takes that for an end like any other.
///
/// Each container is asked only for what it tells for sure; where it tells nothing, the file counts as whole.
struct FileEnding {
  /// Where the packet that was read last ends in the file; nil where nobody knows.
  private var packetsEnd: Int64?
  /// Whole packets of each stream that followed one of which the file has only a part.
  private var packetsBehindIncomplete: [Int: Int] = [:]
  /// FFmpeg's parsers mark the last packet but one, as they see the end of a packet at the beginning of the next.
  private static let mostBehindIncomplete = 1

  /// Takes note of a packet that was read.
  mutating func note(_ packet: borrowing Packet) {
    let (position, index) = (packet.pointer.pointee.pos, packet.streamIndex)
    packetsEnd = position < 0 ? nil : position + Int64(packet.byteCount)
    if packet.pointer.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 {
      packetsBehindIncomplete[index] = 0
    } else if let count = packetsBehindIncomplete[index] {
      packetsBehindIncomplete[index] = count + 1
    }
  }

  /// What is missing at the end of the file, which its reader has reached; nil if nothing is.
  func missing(in context: UnsafeMutablePointer<AVFormatContext>) -> String? {
    guard let io = context.pointee.pb else { return nil }
    let position = avio_tell(io)
    let isIncomplete = packetsBehindIncomplete.values.contains { $0 <= Self.mostBehindIncomplete }
    switch String(cString: context.pointee.iformat.pointee.name) {
    case "yuv4mpegpipe":
      // Nothing lies behind the pictures.
      if let packetsEnd, packetsEnd < position { return "its last frame is incomplete" }
    case "nut":
      // FFmpeg writes an index behind the last packet, into pipes too.
      let writer = TagDictionary.value(of: "encoder", in: context.pointee.metadata)
      if let packetsEnd, packetsEnd >= position, writer?.hasPrefix("Lavf") == true {
        return "the index at its end is missing"
      }
    case "apng":
      // The reader stops in front of the mark, or else has to be stopped by the end of the file.
      if avio_feof(io) != 0 { return "the mark of its end is missing" }
    default: break
    }
    return FileBytes(io)?.missing(context)
      ?? (isIncomplete ? "its last packet is incomplete" : nil)
  }
}
