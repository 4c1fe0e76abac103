import CFFmpeg

/// What an AVFrame says besides its pixels.
package protocol FrameDescription: ~Copyable {
  /// The AVFrame; it lives as long as this.
  var pointer: UnsafeMutablePointer<AVFrame> { get }
}

extension FrameDescription where Self: ~Copyable {
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
    get { knownDuration(pointer.pointee.pkt_duration) }
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
