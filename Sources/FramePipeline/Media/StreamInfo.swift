/// What a user may want to know of one stream of a file.
package struct StreamInfo: Sendable {
  /// What a stream carries.
  package enum Kind: String, Sendable {
    case video, coverArt = "cover art", audio, subtitle, attachment, data
  }

  /// Its index in the file.
  package let index: Int
  /// What it carries.
  package let kind: Kind
  /// FFmpeg's name of its codec.
  package let codec: String
  /// ISO 639 language tag.
  package let language: String?
}

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
}
