import CFFmpeg

/// What a user may want to know of one stream of a file.
package struct StreamInfo: Sendable {
  /// What a stream carries.
  package enum Kind: String, Sendable {
    case video, audio, subtitle, attachment, data
    /// A still picture that stands for the file or for a moment of it.
    case coverArt = "cover art"
  }

  /// Its index in the file.
  package let index: Int
  /// What it carries.
  package let kind: Kind
  /// FFmpeg's name of its codec.
  package let codec: String
  /// ISO 639 language tag.
  package let language: String?

  init(_ stream: UnsafeMutablePointer<AVStream>) {
    index = Int(stream.pointee.index)
    kind = Self.kind(stream)
    codec = String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id))
    language = TagDictionary.value(of: "language", in: stream.pointee.metadata)
  }

  static func kind(_ stream: UnsafeMutablePointer<AVStream>) -> Kind {
    let stills = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS
    switch stream.pointee.codecpar.pointee.codec_type {
    case AVMEDIA_TYPE_VIDEO: return stream.pointee.disposition & stills != 0 ? .coverArt : .video
    case AVMEDIA_TYPE_AUDIO: return .audio
    case AVMEDIA_TYPE_SUBTITLE: return .subtitle
    case AVMEDIA_TYPE_ATTACHMENT: return .attachment
    default: return .data
    }
  }
}
