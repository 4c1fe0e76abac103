import CFFmpeg

/// One decoded picture with its time and colour tags, and its only owner.
package struct Frame: ~Copyable, @unchecked Sendable {
  // Safety: the only owner of the AVFrame; noncopyable, so handing it over leaves nothing behind.

  /// The AVFrame; it lives as long as this.
  package let pointer: UnsafeMutablePointer<AVFrame>

  /// A frame without pixels.
  package init() {
    guard let pointer = av_frame_alloc() else { fatalError("out of memory") }
    self.pointer = pointer
  }

  /// Takes over a frame that `release` gave away.
  init(owning pointer: UnsafeMutablePointer<AVFrame>) { self.pointer = pointer }

  deinit {
    var pointer: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&pointer)
  }

  /// Pixels in a row.
  package var width: Int { Int(pointer.pointee.width) }
  /// Rows.
  package var height: Int { Int(pointer.pointee.height) }
  /// FFmpeg's name of the pixel format.
  package var pixelFormatName: String { PixelFormat.name(pointer.pointee.format) }

  /// When it is shown, in units of `timeBase`.
  package var pts: Int64? {
    get { optionalTime(pointer.pointee.pts) }
    set { pointer.pointee.pts = newValue ?? rlfn_nopts() }
  }
  /// How long it is shown, in units of `timeBase`; 0 when unknown.
  package var duration: Int64 {
    get { pointer.pointee.pkt_duration }
    set { pointer.pointee.pkt_duration = newValue }
  }
  /// The unit of its times, in seconds.
  package var timeBase: Rational {
    get { Rational(pointer.pointee.time_base) }
    set { pointer.pointee.time_base = newValue.av }
  }
  /// Its presentation time in seconds.
  package var seconds: Double? { pts.map { Double($0) * timeBase.value } }

  /// Whether the decoder marked it as damaged.
  package var isDamaged: Bool {
    pointer.pointee.decode_error_flags != 0
      || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
  }

  /// Gives the AVFrame away; whoever takes it frees it.
  consuming func release() -> UnsafeMutablePointer<AVFrame> {
    let pointer = pointer
    discard self
    return pointer
  }
}
