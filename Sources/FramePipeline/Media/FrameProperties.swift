import CFFmpeg

/// What a frame carries besides its pixels (time, side data), kept while the pixels are in the network.
package struct FrameProperties: ~Copyable, @unchecked Sendable {
  // Safety: the only owner of an AVFrame without pixels; noncopyable.
  let pointer: UnsafeMutablePointer<AVFrame>

  /// The properties of `frame`.
  package init(of frame: borrowing Frame) { fatalError() }

  deinit {
    var pointer: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&pointer)
  }

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
}

/// Size, pixel format and colour tags of the frames that go to an encoder.
package struct FrameFormat: Sendable {
  /// Pixels in a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// FFmpeg's name of the pixel format.
  package let pixelFormat: String
}
