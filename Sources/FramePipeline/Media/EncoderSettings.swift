/// Which encoder, and how it is set.
public struct EncoderSettings: Sendable {
  /// FFmpeg's name of the encoder; nil takes the container's default: libx264, or libx265 for HDR and for more than 10 bits,
  /// where it can hold what they make.
  public var name: String?
  /// Constant quality; nil is 17 for x264, and a value of similar quality for other encoders.
  public var crf: Double?
  /// The encoder's preset; nil leaves the CPU to the network.
  public var preset: String?
  /// Whether an encoder that keeps alpha is taken for a source that has it, where nothing else is said of the encoder.
  /// `Frame.showsTransparency` tells whether that is worth it.
  public var keepsAlpha = true
  /// Whether every code of a picture is kept, and the source's kind of pixels with it.
  public var isLossless = false
  /// FFmpeg's name of the pixel format; nil chooses the encoder's closest to the source.
  public var pixelFormat: String?
  /// Options by FFmpeg's names, private ones of the encoder too.
  public var options: [(key: String, value: String)]
  /// Threads of the encoder; 0 is the same number on every machine, because x264's bytes depend on it.
  public var threads: Int

  /// Whether the program chooses the encoder, and nothing that is said here could be meant for another one.
  var leavesChoice: Bool {
    name == nil && crf == nil && preset == nil && pixelFormat == nil && options.isEmpty
  }

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
