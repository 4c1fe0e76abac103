import CFFmpeg

/// Takes digests of a stream's packets: of their bytes, and of their content without what containers add or take away.
///
/// H.264 and H.265 lie as units with their length in front in some containers, and with a mark in front and the
/// parameter sets between them in others; AAC has a header in some streams. Both are left out of the content.
final class PacketDigester {
  private enum Framing {
    case plain
    case adts
    /// Units with that many bytes of length in front; 0 for marks.
    case units(lengthBytes: Int, isParameterSet: (UInt8) -> Bool)
  }

  private let framing: Framing
  private let packet = DigestState()
  private let content = DigestState()
  private let whole = DigestState()

  /// A digester for a stream.
  init(_ parameters: AVCodecParameters) {
    let header = UnsafeBufferPointer(
      start: parameters.extradata, count: Int(max(parameters.extradata_size, 0)))
    // A header with marks begins with zeros.
    func lengthBytes(at index: Int) -> Int {
      header.count > index && header[0] == 1 ? Int(header[index] & 3) + 1 : 0
    }
    switch parameters.codec_id {
    case AV_CODEC_ID_H264:
      framing = .units(lengthBytes: lengthBytes(at: 4)) { [7, 8, 9].contains($0 & 0x1F) }
    case AV_CODEC_ID_HEVC:
      framing = .units(lengthBytes: lengthBytes(at: 21)) { (32...35).contains($0 >> 1 & 0x3F) }
    case AV_CODEC_ID_AAC: framing = .adts
    default: framing = .plain
    }
  }

  /// The digests of a packet.
  func digest(_ raw: AVPacket) -> (bytes: Digest, content: Digest) {
    let bytes = UnsafeBufferPointer(start: raw.data, count: Int(max(raw.size, 0)))
    packet.add(bytes)
    switch framing {
    case .plain: add(bytes)
    case .adts: add(Self.withoutADTS(bytes))
    case .units(let lengthBytes, let isParameterSet):
      Self.forEachUnit(of: bytes, lengthBytes: lengthBytes) { unit in
        guard let first = unit.first, !isParameterSet(first) else { return }
        content.add(count: unit.count)
        add(unit)
      }
    }
    return (packet.finish(), content.finish())
  }

  /// The digest of all contents one after another.
  func finish() -> Digest { whole.finish() }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    content.add(bytes)
    whole.add(bytes)
  }

  private static func withoutADTS(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>
  {
    guard bytes.count > 7, bytes[0] == 0xFF, bytes[1] & 0xF6 == 0xF0 else { return bytes }
    let size = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5]) >> 5
    guard size == bytes.count else { return bytes }
    let header = bytes[1] & 1 == 1 ? 7 : 9
    return UnsafeBufferPointer(rebasing: bytes.dropFirst(header))
  }

  private static func forEachUnit(
    of bytes: UnsafeBufferPointer<UInt8>, lengthBytes: Int,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard lengthBytes == 0 else {
      var start = 0
      while start + lengthBytes <= bytes.count {
        let size = bytes[start..<start + lengthBytes].reduce(0) { $0 << 8 | Int($1) }
        start += lengthBytes
        let end = min(start + size, bytes.count)
        body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
      }
      return
    }
    var start: Int?
    var index = 0
    func finish(at end: Int) {
      guard let start, start < end else { return }
      // Zeros between a unit and the next mark belong to neither.
      let count = bytes[start..<end].reversed().drop { $0 == 0 }.count
      body(UnsafeBufferPointer(rebasing: bytes[start..<start + count]))
    }
    while index + 2 < bytes.count {
      guard bytes[index] == 0, bytes[index + 1] == 0, bytes[index + 2] == 1 else {
        index += 1
        continue
      }
      finish(at: index)
      index += 3
      start = index
    }
    finish(at: bytes.count)
  }
}
