/// How one job is to be done; the defaults are those of the command line.
public struct JobOptions: Sendable {
  /// How frames are cut for the network.
  public enum Tiling: Sendable, Hashable {
    /// The whole frame where it fits the memory bound, otherwise overlapping tiles of about 256 pixels.
    case auto
    /// The whole frame: the reference result.
    case wholeFrame
    /// Tiles of this many input pixels, smaller where the frame is smaller.
    case fixed(width: Int, height: Int)
  }

  /// What becomes of a kind of stream or data that is not upscaled.
  public enum Carry: Sendable {
    /// Copied as it is.
    case copy
    /// Left out.
    case none
  }

  /// What to do where the output exists already.
  public enum ExistingOutput: Sendable {
    /// Fail with `PipelineError.Code.unwritableOutput` before anything is written.
    case fail
    /// Replace it, once the new one is complete.
    case overwrite
    /// Leave single images alone that exist, and make the others. An existing video file counts as `fail`:
    /// whoever runs several jobs leaves finished ones out.
    case skip
  }

  /// How frames are cut for the network.
  public var tiling: Tiling = .auto
  /// Overlap of neighbouring tiles in input pixels, at least 0.
  public var overlapPixels = 16
  /// Whether pieces that equal the frame before, with all that they depend on, are copied from its result.
  public var reusesPieces = true
  /// Compute threads, at least 1.
  public var threads = Host.usableProcessors
  /// Frames in float RGB held between decoder and encoder, at least 2; nil lets the pipeline choose.
  public var framesInFlight: Int?
  /// Upper bound in bytes for frames and the network's scratch memory; nil for half of the machine's memory.
  public var memoryBytes: Int?
  /// The encoder of video outputs.
  public var encoder = EncoderSettings()
  /// Audio streams.
  public var audio: Carry = .copy
  /// Subtitle streams.
  public var subtitles: Carry = .copy
  /// Tags, chapters, attachments.
  public var metadata: Carry = .copy
  /// Whether sound, subtitles and videos that the output's container cannot hold are left out with a warning, instead of
  /// ending the job before it begins.
  public var dropsUnfitStreams = false
  /// Seconds into the input at which to begin.
  public var startSeconds: Double?
  /// Seconds into the input at which to end.
  public var endSeconds: Double?
  /// The most frames to process.
  public var frameLimit: Int?
  /// Pixels in a row of the output, where it is not to be what the network makes; where only one side is given, the other
  /// follows.
  public var outputWidth: Int?
  /// Rows of the output.
  public var outputHeight: Int?
  /// What is seen through transparent pixels where the output has no transparency: red, green, blue, 0-255; nil is black,
  /// with a warning.
  public var background: SIMD3<Float>?
  /// Whether damage of the input is an error at the end, instead of a warning.
  public var isStrict = false
  /// The index in the file of the video stream to enlarge; nil takes the default one or the first.
  public var videoStream: Int?
  /// What is done with interlaced frames; nil refuses an input whose first frame is interlaced.
  public var deinterlacing: Deinterlacing?
  /// Frames per second of the output, where it is not to have the times of the source.
  public var constantRate: Rational?
  /// Frames per second of an image sequence that becomes a video.
  public var frameRate = Rational(25, 1)
  /// What to do where the output exists.
  public var existingOutput: ExistingOutput = .fail
  /// FFmpeg's name of the container format; nil goes by the output's extension.
  public var format: String?

  /// The defaults.
  public init() {}
}
