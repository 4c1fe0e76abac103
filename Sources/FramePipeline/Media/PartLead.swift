/// The packets before a part of the input that make what is shown at its start: of a video those from the last key frame on,
/// of bitmap subtitles (PGS) those of the picture that is on.
struct PartLead: ~Copyable {
  /// How long before the part they are looked for.
  static let longestSeconds = 60.0

  private let isSubtitle: Bool
  private var packets = Ring<Packet>(capacity: 4)

  /// An empty lead for a video, or for subtitles.
  init(isSubtitle: Bool) { self.isSubtitle = isSubtitle }

  /// Takes the next packet before the part; those that it makes needless go.
  mutating func append(_ packet: consuming Packet) {
    let effect = isSubtitle ? packet.graphics : packet.isKeyFrame ? .shows : .changes
    if effect == .shows || effect == .clears { packets.removeAll() }
    if effect == .shows || !packets.isEmpty { packets.append(packet) }
  }

  /// Hands out the first packet, or nil when there is none.
  mutating func popFirst() -> Packet? { packets.popFirst() }

  /// Forgets all packets.
  mutating func removeAll() { packets.removeAll() }
}

extension Packet {
  /// What it does as a packet of PGS subtitles.
  fileprivate var graphics: PresentationGraphics {
    PresentationGraphics(
      UnsafeBufferPointer(start: pointer.pointee.data, count: max(byteCount, 0)))
  }
}
