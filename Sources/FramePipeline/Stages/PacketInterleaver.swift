/// Puts the source's packets in order with those of the encoder, which come late: they went through the network.
///
/// A copied packet is held until the encoder has reached its time. That takes memory, so what is held is bounded in bytes:
/// beyond it the oldest are written early. The order in the file suffers then, which any player copes with;
/// nobody ever waits, so the demuxer can always go on and no deadlock is possible, however the source
/// is interleaved.
package struct PacketInterleaver: ~Copyable {
  /// Bytes that may be held: minutes of most sound, and less than one frame in float RGB at 4K.
  package static let byteLimit = 64 << 20

  private let byteLimit: Int
  private var held = Ring<Packet>(capacity: 256)
  private var heldBytes = 0

  package init(byteLimit: Int = Self.byteLimit) { self.byteLimit = byteLimit }

  /// Holds a packet of the source. `write` is given the packets that there is no room for.
  package mutating func hold(
    _ packet: consuming Packet, write: (consuming Packet) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    heldBytes += packet.byteCount
    held.append(packet)
    while heldBytes > byteLimit { try writeFirst(write) }
  }

  /// Gives out the packets that come before the time of an encoded one, in the order of the source.
  package mutating func release(
    upTo seconds: Double?, write: (consuming Packet) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    guard let seconds else { return }
    while held.withFirst({ ($0.writingSeconds ?? seconds) <= seconds }) == true {
      try writeFirst(write)
    }
  }

  /// Gives out the rest, but not what begins at `endSeconds` or later, where the picture ends before its time.
  package mutating func finish(
    endSeconds: Double?, write: (consuming Packet) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    while let isLate = held.withFirst({ packet in
      endSeconds.map { (packet.writingSeconds ?? $0) >= $0 } ?? false
    }) {
      if isLate { _ = held.popFirst() } else { try writeFirst(write) }
    }
  }

  private mutating func writeFirst(
    _ write: (consuming Packet) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    guard let packet = held.popFirst() else { return }
    heldBytes -= packet.byteCount
    try write(packet)
  }
}

extension Packet {
  /// Where it comes in the file: its decoding (or else presentation) time in seconds.
  package var writingSeconds: Double? { (dts ?? pts).map { Double($0) * timeBase.value } }
}
