/// What a run did and how long it took, per frame and per stage.
///
/// Its JSON is the contract of the command line (`schema` 1): property names are turned into snake case there.
public struct RunReport: Sendable, Codable, Equatable {
  /// The program that ran.
  public struct Tool: Sendable, Codable, Equatable {
    /// Version of the program.
    public var version: String
    /// Kernel level in use.
    public var isa: String
    /// Compute threads.
    public var threads: Int
  }

  /// The machine it ran on.
  public struct HostInfo: Sendable, Codable, Equatable {
    /// The CPU's name.
    public var cpu: String
    /// Processors that the process could use.
    public var cores: Int
    /// Memory of the machine.
    public var memoryBytes: Int
  }

  /// What was read.
  public struct Input: Sendable, Codable, Equatable {
    /// The path, or `-`.
    public var path: String
    /// Pixels in a row of the first frame.
    public var width: Int
    /// Rows of the first frame.
    public var height: Int
    /// Decoded frames.
    public var frames: Int
    /// FFmpeg's name of the codec.
    public var codec: String
    /// FFmpeg's name of the pixel format.
    public var pixFmt: String
    /// Frames per second as a fraction such as `30000/1001`; empty for images.
    public var frameRate: String
  }

  /// What was written.
  public struct Output: Sendable, Codable, Equatable {
    /// The path, or `-`.
    public var path: String
    /// Pixels in a row of the first frame.
    public var width: Int
    /// Rows of the first frame.
    public var height: Int
    /// Frames written.
    public var frames: Int
    /// FFmpeg's name of the codec.
    public var codec: String
    /// FFmpeg's name of the pixel format.
    public var pixFmt: String
    /// Bytes of all files written.
    public var bytes: Int
  }

  /// The network.
  public struct Model: Sendable, Codable, Equatable {
    /// Name, such as `rlfn_ntire`, or the weights' file.
    public var name: String
    /// 2 or 4.
    public var scale: Int
    /// Number of parameters.
    public var parameters: Int
    /// Multiply-adds per input pixel.
    public var macsPerPixel: Int
    /// `fp32`.
    public var precision: String
    /// SHA-256 of the weights, in hexadecimal.
    public var weightsSha256: String

    /// A description of the network in use.
    public init(
      name: String, scale: Int, parameters: Int, macsPerPixel: Int, precision: String = "fp32",
      weightsSha256: String
    ) {
      self.name = name
      self.scale = scale
      self.parameters = parameters
      self.macsPerPixel = macsPerPixel
      self.precision = precision
      self.weightsSha256 = weightsSha256
    }
  }

  /// How the first frame was cut.
  public struct Tiles: Sendable, Codable, Equatable {
    /// `whole` or `tiles`.
    public var mode: String
    /// Input pixels.
    public var tileWidth: Int
    /// Input pixels.
    public var tileHeight: Int
    /// Input pixels that neighbours share at least.
    public var overlap: Int
    /// Tiles of one frame.
    public var tilesPerFrame: Int
  }

  /// The whole run.
  public struct Totals: Sendable, Codable, Equatable {
    /// Seconds from start to closed output.
    public var wallS: Double
    /// Frames written.
    public var frames: Int
    /// Frames per second of wall time.
    public var fps: Double
    /// CPU seconds of all threads.
    public var cpuS: Double
    /// Largest memory of the process so far.
    public var peakRssBytes: Int
  }

  /// Version of the schema.
  public var schema = 1
  /// The program that ran.
  public var tool: Tool
  /// The machine it ran on.
  public var host: HostInfo
  /// What was read.
  public var input: Input
  /// What was written.
  public var output: Output
  /// The network.
  public var model: Model
  /// How the first frame was cut.
  public var tiling: Tiles
  /// One record per frame, in order.
  public var frames: [FrameRecord]
  /// Figures per stage, by the stage's name.
  public var stages: [String: StageSummary]
  /// The whole run.
  public var totals: Totals
}
