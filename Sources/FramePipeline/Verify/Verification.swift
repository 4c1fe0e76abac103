/// What a comparison of a video with what was made of it found: one check per property.
///
/// Both files are read anew; nothing is taken over from the job that made the output.
public struct Verification: Sendable, Encodable {
  /// How a property came through.
  public enum Verdict: String, Sendable, Encodable, CaseIterable {
    /// As it was.
    case same
    /// As it was, but for the rounding that the output's container makes.
    case rounded
    /// Said in another way that means the same.
    case converted
    /// Something else.
    case different
    /// Not there any more.
    case missing
    /// Not there before.
    case added
    /// Not there any more (or something else), as the container cannot hold it.
    case notInThisContainer = "not in this container"
    /// A stream that the container cannot hold, and that was to be left out then.
    case dropped = "dropped as asked"

    /// Whether the property is what it was, or what was asked for.
    public var isEqual: Bool { [.same, .rounded, .converted, .dropped].contains(self) }
  }

  /// One property of the two files.
  public struct Check: Sendable, Encodable, Equatable {
    /// What is compared, such as `frames` or `stream 1 (audio): packets`.
    public let name: String
    /// What the input says; empty where it says nothing.
    public let input: String
    /// What the output says; empty where it says nothing.
    public let output: String
    /// How it came through.
    public let verdict: Verdict
    /// What else there is to know, in a few words.
    public let note: String?
  }

  /// What the size of the output is held against.
  public enum Size: Sendable, Equatable {
    /// One, two or four times the input's.
    case anyScale
    /// That many times the input's.
    case scale(Int)
    /// The size in which a player shows it; a side that is nil follows from the shape of the input's pictures, rounded to
    /// an even number.
    case shown(width: Int?, height: Int?)
  }

  /// What a job took of its input.
  public struct Part: Sendable {
    /// Where it begins, in seconds from the start of the input.
    public var startSeconds: Double?
    /// Where it ends, in seconds from the start of the input.
    public var endSeconds: Double?
    /// The most frames.
    public var frameLimit: Int?

    /// By default all of it.
    public init(
      startSeconds: Double? = nil, endSeconds: Double? = nil, frameLimit: Int? = nil
    ) {
      self.startSeconds = startSeconds
      self.endSeconds = endSeconds
      self.frameLimit = frameLimit
    }

    /// Whether it is all of the input.
    var isWhole: Bool { startSeconds == nil && endSeconds == nil && frameLimit == nil }
  }

  /// What the output is meant to be.
  public struct Expectation: Sendable {
    /// Its size.
    public var size: Size
    /// Whether it is to hold the audio streams.
    public var hasAudio: Bool
    /// Whether it is to hold the subtitle streams.
    public var hasSubtitles: Bool
    /// Whether it is to hold tags, chapters, attachments and data streams.
    public var hasMetadata: Bool
    /// Whether streams that the output's container cannot hold were to be left out.
    public var dropsUnfitStreams: Bool
    /// What it was made of.
    public var part: Part
    /// Its frames per second, where it is not to have the times of the input's frames.
    public var constantRate: Rational?
    /// The index in the input of the video stream that was enlarged; nil for the default one or the first.
    public var videoStream: Int?

    /// By default everything of all of the input, in any of the known scales.
    public init(
      size: Size = .anyScale, hasAudio: Bool = true, hasSubtitles: Bool = true,
      hasMetadata: Bool = true, dropsUnfitStreams: Bool = false, part: Part = Part(),
      constantRate: Rational? = nil, videoStream: Int? = nil
    ) {
      self.size = size
      self.hasAudio = hasAudio
      self.hasSubtitles = hasSubtitles
      self.hasMetadata = hasMetadata
      self.dropsUnfitStreams = dropsUnfitStreams
      self.part = part
      self.constantRate = constantRate
      self.videoStream = videoStream
    }
  }

  /// The input's path; of a sequence its first image.
  public let input: String
  /// The output's path; of a sequence its first image.
  public let output: String
  /// Every property that one of the files has.
  public let checks: [Check]
  /// Whether all of them came through.
  public let isEqual: Bool

  /// Reads both files from start to end and compares them; takes as long as decoding the pictures of both.
  ///
  /// `isCancelled` is asked all the time; once it is true, reading ends with `.interrupted`.
  /// - Throws: `.unreadableInput` when one of them is missing, no media, or nothing of its picture can be decoded.
  public init(
    of input: MediaInput, and output: MediaInput, expecting expectation: Expectation = .init(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(PipelineError) {
    var part = expectation.part
    // Frames of a constant rate are others than those of the input.
    if expectation.constantRate != nil { part.frameLimit = nil }
    var before = try FileFacts(
      of: input, picture: expectation.videoStream.map { .stream($0) } ?? .usual,
      part: part, isCancelled: isCancelled)
    var after = try FileFacts(
      of: output, picture: .ordinal(before.pictureOrdinal), isCancelled: isCancelled)
    before.reduce(to: expectation, as: after)
    if expectation.part.startSeconds != nil { after.beginVideos() }
    var comparison = Comparison(before, after, expectation)
    comparison.run()
    self.input = input.path
    self.output = output.path
    checks = comparison.checks
    isEqual = checks.allSatisfy(\.verdict.isEqual)
  }
}
