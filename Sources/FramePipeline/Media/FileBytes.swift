import CFFmpeg

/// The bytes of a file in which one can jump, for what FFmpeg's readers see but do not tell.
struct FileBytes {
  private let io: UnsafeMutablePointer<AVIOContext>
  /// Where the file's reader is.
  private let position: Int64
  /// Bytes in the file.
  private let size: Int64

  /// Nil for a pipe.
  init?(_ io: UnsafeMutablePointer<AVIOContext>) {
    let size = avio_size(io)
    guard io.pointee.seekable & AVIO_SEEKABLE_NORMAL != 0, size > 0 else { return nil }
    (self.io, position, self.size) = (io, avio_tell(io), size)
  }

  /// What the file says it has and does not have, if its reader has come to the end; nil if it has everything, or its kind
  /// says nothing.
  func missing(_ context: UnsafeMutablePointer<AVFormatContext>) -> String? {
    defer { avio_seek(io, position, SEEK_SET) }
    switch String(cString: context.pointee.iformat.pointee.name) {
    // The reader has stopped behind the mark; what lies behind it may be anything.
    case "gif": return byte(position - 1) == 0x3B ? nil : Self.endMark
    case "avi": return bytesMissing(aviEnd)
    case "asf": return bytesMissing(asfEnd)
    case "mxf": return bytesMissing(mxfFooter)
    case "ogg": return missingOfOgg
    case "mpegts": return hasCutTransportPacket ? "its last packet is incomplete" : nil
    default: return nil
    }
  }

  private static let endMark = "the mark of its end is missing"

  private func bytesMissing(_ end: Int64?) -> String? {
    guard let end, end > size else { return nil }
    return "by its header \(counted(Int(end - size), "byte")) or more are missing"
  }

  /// Bytes of the file; fewer where it ends.
  private func bytes(_ offset: Int64, _ count: Int) -> [UInt8] {
    guard offset >= 0, offset < size, avio_seek(io, offset, SEEK_SET) == offset else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      read = max(Int(avio_read(io, buffer.baseAddress, Int32(count))), 0)
    }
  }

  private func byte(_ offset: Int64) -> UInt8? { bytes(offset, 1).first }

  /// A whole number of which the first byte counts least; nil where the file ends before it.
  private func number(_ offset: Int64, bytes count: Int) -> UInt64? {
    let bytes = bytes(offset, count)
    return bytes.count == count ? bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } : nil
  }

  /// Where an AVI ends by the sizes of its parts, each of a gigabyte or so. Writers of pipes leave out sizes, or write as
  /// much as there is room for; some count the eight bytes in front.
  private var aviEnd: Int64? {
    var offset: Int64 = 0
    while bytes(offset, 4) == Array("RIFF".utf8), let part = number(offset + 4, bytes: 4),
      part > 0, part < 0x7F00_0000
    {
      if offset + Int64(part) > size { return offset + Int64(part) }
      offset += 8 + Int64(part + part % 2)
    }
    return nil
  }

  /// The size that an ASF (WMV) tells in the properties of its header, unless it is sent while it is made.
  private var asfEnd: Int64? {
    let properties: [UInt8] = [
      0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0, 0xC0, 0x0C, 0x20, 0x53, 0x65,
    ]
    guard let headerSize = number(16, bytes: 8) else { return nil }
    var offset: Int64 = 30
    while offset < min(Int64(clamping: headerSize), size),
      let length = number(offset + 16, bytes: 8), length >= 24, length < size
    {
      if bytes(offset, 16) == properties {
        let isBroadcast = number(offset + 88, bytes: 4).map { $0 & 1 != 0 } ?? true
        return isBroadcast ? nil : number(offset + 40, bytes: 8).map { Int64(clamping: $0) }
      }
      offset += Int64(length)
    }
    return nil
  }

  /// Where an MXF has at least a byte of its footer, by its header (SMPTE 377); that says 0 while it is not known.
  private var mxfFooter: Int64? {
    let key: [UInt8] = [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01, 0x01, 0x0D, 0x01, 0x02, 1, 1, 2]
    guard bytes(0, key.count) == key, let length = byte(16) else { return nil }
    let begin = 17 + (length < 0x80 ? 0 : Int64(length & 0x7F))
    return number(begin + 24, bytes: 8).map { Int64(clamping: $0.byteSwapped) }.flatMap {
      (1..<Int64.max).contains($0) ? $0 + 1 : nil
    }
  }

  /// The last page of an Ogg is marked as the last one of its stream (RFC 3533).
  private var missingOfOgg: String? {
    let largestPage = 27 + 255 + 255 * 255
    let tail = bytes(max(size - Int64(largestPage), 0), largestPage)
    let mark = Array("OggS".utf8) + [0]
    guard let page = tail.indices.reversed().first(where: { tail[$0...].starts(with: mark) })
    else { return nil }
    let lengths = tail.dropFirst(page + 27)
    let count = page + 26 < tail.count ? Int(tail[page + 26]) : 256
    let body = lengths.prefix(count).reduce(0) { $0 + Int($1) }
    guard lengths.count >= count + body else { return "its last page is incomplete" }
    return tail[page + 5] & 4 != 0 ? nil : Self.endMark
  }

  /// Whether a transport stream ends amid a packet: of 188 bytes, on discs with a time of 4 in front, in some broadcasts
  /// with 16 to correct errors behind.
  private var hasCutTransportPacket: Bool {
    for (length, sync) in [(188, 0), (192, 4), (204, 0)] as [(Int64, Int64)] {
      guard (0..<3).allSatisfy({ byte($0 * length + sync) == 0x47 }) else { continue }
      let last = size / length * length + sync
      return last < size && byte(last) == 0x47
    }
    return false
  }
}
