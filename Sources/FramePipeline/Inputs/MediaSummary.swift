/// What a video or an image sequence holds, as its headers tell it.
public struct MediaSummary: Sendable, Encodable {
  /// One stream of a file.
  public struct Stream: Sendable, Encodable {
    /// Its index in the file.
    public let index: Int
    /// `video`, `audio`, `subtitle`, `attachment`, `data` or `cover art`.
    public let kind: String
    /// FFmpeg's name of its codec.
    public let codec: String
    /// ISO 639 language tag.
    public let language: String?
  }

  /// The path, or `-`; of a sequence its first image.
  public let path: String
  /// Pixels in a row of the first frame.
  public let width: Int
  /// Rows of the first frame.
  public let height: Int
  /// Frames: images of a sequence, or what the container announces; nil where it does not.
  public let frames: Int?
  /// FFmpeg's name of the codec; empty for images.
  public let codec: String
  /// FFmpeg's name of the pixel format; empty where the header does not tell it.
  public let pixFmt: String
  /// Frames per second as a fraction; empty for images and where there is no such number.
  public let frameRate: String
  /// Length in seconds, where known.
  public let durationS: Double?
  /// Every stream of a file; none for images.
  public let streams: [Stream]

  /// Opens the input and reads its headers, or the first image.
  /// - Throws: `.unreadableInput` when it is missing, no media, or holds no video.
  public init(of input: MediaInput) throws(PipelineError) {
    path = input.path
    switch input {
    case .video, .standardInput:
      let demuxer = try Demuxer(path: input.path)
      let video = demuxer.video
      (width, height) = (video.width, video.height)
      frames = video.frameCount
      codec = video.codec
      pixFmt = video.pixelFormat ?? ""
      frameRate = video.frameRate?.description ?? ""
      durationS = video.durationSeconds
      streams = demuxer.streams.map {
        Stream(index: $0.index, kind: $0.kind.rawValue, codec: $0.codec, language: $0.language)
      }
    case .images(let paths):
      let frame = try ImageReader.read(input.path)
      (width, height) = (frame.width, frame.height)
      frames = paths.count
      codec = ""
      pixFmt = frame.pixelFormatName
      frameRate = ""
      durationS = nil
      streams = []
    }
  }
}
