import CFFmpeg

/// One compressed packet of a stream, and its only owner.
package struct Packet: ~Copyable, @unchecked Sendable {
  // Safety: the only owner of the AVPacket; noncopyable, so handing it over leaves nothing behind.
  let pointer: UnsafeMutablePointer<AVPacket>

  private static let spares = SpareShells<AVPacket>()

  /// An empty packet, to be filled by the demuxer or an encoder.
  init() {
    guard let pointer = Self.spares.take() ?? av_packet_alloc() else {
      fatalError("out of memory")
    }
    self.pointer = pointer
  }

  /// Takes over a packet that `release` gave away.
  init(owning pointer: UnsafeMutablePointer<AVPacket>) { self.pointer = pointer }

  deinit {
    av_packet_unref(pointer)
    if Self.spares.keep(pointer) { return }
    var pointer: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&pointer)
  }

  /// The index of its stream in the file it was read from.
  package var streamIndex: Int { Int(pointer.pointee.stream_index) }
  /// When it is shown, in units of `timeBase`.
  package var pts: Int64? { optionalTime(pointer.pointee.pts) }
  /// When it is decoded, in units of `timeBase`.
  package var dts: Int64? { optionalTime(pointer.pointee.dts) }
  /// How long it lasts, in units of `timeBase`; 0 when unknown.
  package var duration: Int64 { knownDuration(pointer.pointee.duration) }
  /// The unit of its times, in seconds.
  package var timeBase: Rational { Rational(pointer.pointee.time_base) }
  /// Bytes of data.
  package var byteCount: Int { Int(pointer.pointee.size) }

  /// Whether a decoder can begin with it.
  package var isKeyFrame: Bool { pointer.pointee.flags & AV_PKT_FLAG_KEY != 0 }

  /// Its presentation (or else decoding) time in seconds.
  package var seconds: Double? { (pts ?? dts).map { Double($0) * timeBase.value } }

  /// Gives the AVPacket away; whoever takes it frees it.
  consuming func release() -> UnsafeMutablePointer<AVPacket> {
    let pointer = pointer
    discard self
    return pointer
  }

  /// Moves its times by that many units.
  func shift(by count: Int64, _ unit: AVRational) {
    guard count != 0 else { return }
    guard let ticks = rescaledTime(count, unit, pointer.pointee.time_base) else { return }
    if let pts { pointer.pointee.pts = pts + ticks }
    if let dts { pointer.pointee.dts = dts + ticks }
  }

  /// Lets what is on already when the part begins, at 0, begin there, and all that is over then too: containers have no times
  /// before 0 for it. `onlyShown` leaves what is over where it is.
  func beginAtZero(onlyShown: Bool) {
    guard let pts, pts < 0, !onlyShown || pts + duration > 0 else { return }
    if duration > 0 { pointer.pointee.duration = max(duration + pts, 1) }
    pointer.pointee.pts = 0
    if !onlyShown { pointer.pointee.dts = 0 }
  }
}

/// FFmpeg's "no time" as nil, and the times of damaged files that are so far away that sums of them would not fit.
func optionalTime(_ value: Int64) -> Int64? { value.magnitude < 1 << 60 ? value : nil }

/// A time in another unit; nil where it is so far away there.
func rescaledTime(_ ticks: Int64, _ unit: AVRational, _ other: AVRational) -> Int64? {
  optionalTime(av_rescale_q(ticks, unit, other))
}

/// FFmpeg's duration, 0 where it says nothing, or what no packet lasts.
func knownDuration(_ value: Int64) -> Int64 { (0..<1 << 50).contains(value) ? value : 0 }
