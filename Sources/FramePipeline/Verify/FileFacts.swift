/// All that is compared of a file, read by other ways than those of a job.
struct FileFacts {
  /// A chapter.
  struct Chapter {
    let start: Int64
    let end: Int64
    let timeBase: Rational
    let tags: [String: String]
  }

  /// What the container holds.
  var container: ContainerAbilities
  /// Its tags, without those that speak of the container or the program that made it.
  var tags: [String: String] = [:]
  /// The chapters in the file's order.
  var chapters: [Chapter] = []
  /// Every stream but those that are only how the container stores chapters.
  var streams: [StreamFacts] = []
  /// The picture that is upscaled.
  var picture = PictureFacts()
  /// How it is chosen among several.
  enum PictureChoice {
    /// The default one, or else the first.
    case usual
    /// The one with that index among all streams.
    case stream(Int)
    /// The one with that number among the videos, where there are so many.
    case ordinal(Int)
  }

  /// The index of its stream; nil for images.
  var pictureIndex: Int?
  /// Which of the videos it is, counted from 0.
  var pictureOrdinal = 0
  /// When its first stream begins, in microseconds: what parts of the input are counted from.
  var startMicroseconds: Int64 = 0
  /// Why reading ended before the end of the file.
  var damage: String?

  /// Reads a file from start to end.
  ///
  /// - Parameters:
  ///   - media: a file or images; standard input cannot be read again.
  ///   - choice: which of the videos is the picture.
  ///   - part: frames outside of it are of no interest; thumbnails are taken from its start on.
  init(
    of media: MediaInput, picture choice: PictureChoice, part: Verification.Part = .init(),
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(PipelineError) {
    switch media {
    case .images(let paths):
      container = .images(path: media.path)
      picture = try PictureFacts(ofImages: paths, isCancelled: isCancelled)
    case .video(let path):
      let reader = try FactsReader(path, isCancelled: isCancelled)
      container = reader.container
      try reader.read(into: &self, choice, part)
    case .standardInput:
      throw PipelineError(
        .usage, "standard input cannot be compared: it is read only once",
        hint: "give the path of a file")
    }
  }
}
