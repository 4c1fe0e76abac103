import CFFmpeg

/// Which encoder, and how it is set.
public struct EncoderSettings: Sendable {
  /// FFmpeg's name of the encoder; nil takes the container's default (libx264 where it can hold H.264).
  public var name: String?
  /// Constant quality; nil is 17 for x264, and the encoder's own default otherwise.
  public var crf: Double?
  /// The encoder's preset; nil leaves the CPU to the network.
  public var preset: String?
  /// FFmpeg's name of the pixel format; nil chooses the encoder's closest to the source.
  public var pixelFormat: String?
  /// Options by FFmpeg's names, private ones of the encoder too.
  public var options: [(key: String, value: String)]
  /// Threads of the encoder; 0 lets it choose.
  public var threads: Int

  /// Settings; the defaults are those of the command.
  public init(
    name: String? = nil, crf: Double? = nil, preset: String? = nil, pixelFormat: String? = nil,
    options: [(key: String, value: String)] = [], threads: Int = 0
  ) {
    self.name = name
    self.crf = crf
    self.preset = preset
    self.pixelFormat = pixelFormat
    self.options = options
    self.threads = threads
  }
}

/// Compresses frames to packets. For use from one thread at a time.
package final class VideoEncoder {
  /// What `receive` brings.
  package enum Output: ~Copyable {
    /// A compressed packet, for `Muxer.write(video:)`.
    case packet(Packet)
    /// Nothing until another frame is sent.
    case needsInput
    /// All packets are out.
    case finished
  }

  /// The frames it wants: `PixelConverter` makes them.
  package let format: FrameFormat
  /// FFmpeg's name of the encoder.
  package let name: String

  /// An encoder for pictures of `width` x `height` made of frames like `first`, for the container of `muxer`.
  ///
  /// - Parameters:
  ///   - first: properties of the first decoded frame: its pixel format, colour tags, aspect ratio and time base are followed.
  ///   - frameRate: a hint for rate control and containers; times are the frames' own.
  /// - Throws: `.usage` for an unknown encoder, option or value; `.unwritableOutput` when it does not open.
  package init(
    settings: EncoderSettings, width: Int, height: Int, first: borrowing FrameProperties,
    frameRate: Rational?, for muxer: Muxer
  ) throws(PipelineError) { fatalError() }

  /// Takes a frame. Before the next one, `receive` has to be called until it says `.needsInput`.
  package func send(_ frame: borrowing Frame) throws(PipelineError) { fatalError() }

  /// Says that no frame follows: `receive` then gives the packets still inside, then `.finished`.
  package func finish() throws(PipelineError) { fatalError() }

  /// The next packet, if there is one.
  package func receive() throws(PipelineError) -> Output { fatalError() }
}
