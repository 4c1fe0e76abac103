import CFFmpeg

/// The shape, timing and format of the video stream that is upscaled, as the container and codec state it.
package struct VideoInfo: Sendable {
  /// The index of the stream in the file.
  package let streamIndex: Int
  /// Pixels in a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// FFmpeg's name of the codec.
  package let codec: String
  /// FFmpeg's name of the pixel format, where the header tells it.
  package let pixelFormat: String?
  /// Frames a second, as far as one number tells it.
  package let frameRate: Rational?
  /// The unit of the stream's times, in seconds.
  package let timeBase: Rational
  /// Frames that the container announces, or an estimate from the duration.
  package let frameCount: Int?
  /// Length in seconds, where known.
  package let durationSeconds: Double?

  init(
    _ stream: UnsafeMutablePointer<AVStream>, _ context: UnsafeMutablePointer<AVFormatContext>
  ) {
    let parameters = stream.pointee.codecpar.pointee
    streamIndex = Int(stream.pointee.index)
    width = Int(parameters.width)
    height = Int(parameters.height)
    codec = String(cString: avcodec_get_name(parameters.codec_id))
    pixelFormat = av_get_pix_fmt_name(AVPixelFormat(parameters.format)).map { String(cString: $0) }
    timeBase = Rational(stream.pointee.time_base)
    let rate = Rational(av_guess_frame_rate(context, stream, nil))
    frameRate = rate.isPositive ? rate : nil

    if let own = optionalTime(stream.pointee.duration), own > 0 {
      durationSeconds = Double(own) * timeBase.value
    } else if let whole = optionalTime(context.pointee.duration), whole > 0 {
      durationSeconds = Double(whole) / Double(AV_TIME_BASE)
    } else {
      durationSeconds = nil
    }
    if stream.pointee.nb_frames > 0 {
      frameCount = Int(stream.pointee.nb_frames)
    } else if let durationSeconds, let frameRate {
      frameCount = Int(exactly: (durationSeconds * frameRate.value).rounded()).map { max(1, $0) }
    } else {
      frameCount = nil
    }
  }
}
