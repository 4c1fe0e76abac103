/// What a run did and how long it took, per frame and per stage.
///
/// Its JSON (`writeJSON`) is the contract of the command line, schema 1.
public struct RunReport: Sendable, Codable, Equatable {
  /// Version of the schema.
  public var schema = 1
  /// The program that ran.
  public var tool: Tool
  /// The machine it ran on.
  public var host: HostInfo
  /// What was read.
  public var input: Media
  /// What was written.
  public var output: Media
  /// The network.
  public var model: Model
  /// How the first frame was cut.
  public var tiling: Tiling
  /// One record per frame, in order.
  public var frames: [FrameRecord]
  /// Figures per stage, by the stage's name.
  public var stages: [String: StageSummary]
  /// The whole run.
  public var totals: Totals

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
    /// Processors that the process may use.
    public var cores: Int
    /// Memory that the process may use.
    public var memoryBytes: Int

    enum CodingKeys: String, CodingKey {
      case cpu, cores
      case memoryBytes = "memory_bytes"
    }
  }

  /// What was read or written: a file, a stream or a sequence of images.
  public struct Media: Sendable, Codable, Equatable {
    /// The path, or `-`.
    public var path: String
    /// Pixels in a row of the first frame.
    public var width: Int
    /// Rows of the first frame.
    public var height: Int
    /// Frames decoded or written.
    public var frames: Int
    /// FFmpeg's name of the decoder's codec or of the encoder; for images, the file's extension.
    public var codec: String
    /// FFmpeg's name of the first frame's pixel format.
    public var pixelFormat: String
    /// Frames per second as a fraction such as `30000/1001`; input only, nil where the input has none.
    public var frameRate: String?
    /// Bytes of all files written; output only.
    public var bytes: Int?

    enum CodingKeys: String, CodingKey {
      case path, width, height, frames, codec
      case pixelFormat = "pix_fmt"
      case frameRate = "frame_rate"
      case bytes
    }
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
    public var weightsSHA256: String

    enum CodingKeys: String, CodingKey {
      case name, scale, parameters, precision
      case macsPerPixel = "macs_per_pixel"
      case weightsSHA256 = "weights_sha256"
    }

    /// A description of the network in use.
    public init(
      name: String, scale: Int, parameters: Int, macsPerPixel: Int, precision: String = "fp32",
      weightsSHA256: String
    ) {
      self.name = name
      self.scale = scale
      self.parameters = parameters
      self.macsPerPixel = macsPerPixel
      self.precision = precision
      self.weightsSHA256 = weightsSHA256
    }
  }

  /// How the first frame was cut.
  public struct Tiling: Sendable, Codable, Equatable {
    /// `whole` or `tiles`.
    public var mode: String
    /// Input pixels.
    public var tileWidth: Int
    /// Input pixels.
    public var tileHeight: Int
    /// Input pixels that neighbours share at least.
    public var overlap: Int
    /// Tiles of one frame; 1 where it is inferred whole.
    public var tilesPerFrame: Int
    /// Pieces of one frame, as its record counts them.
    public var piecesPerFrame: Int

    enum CodingKeys: String, CodingKey {
      case mode, overlap
      case tileWidth = "tile_width"
      case tileHeight = "tile_height"
      case tilesPerFrame = "tiles_per_frame"
      case piecesPerFrame = "pieces_per_frame"
    }
  }

  /// The whole run.
  public struct Totals: Sendable, Codable, Equatable {
    /// Seconds from start to closed output.
    public var wallSeconds: Double
    /// Frames written.
    public var frames: Int
    /// Frames written per second of wall time.
    public var framesPerSecond: Double
    /// CPU seconds of all threads during the run.
    public var cpuSeconds: Double
    /// Largest memory of the process so far.
    public var peakResidentBytes: Int

    enum CodingKeys: String, CodingKey {
      case wallSeconds = "wall_s"
      case frames
      case framesPerSecond = "fps"
      case cpuSeconds = "cpu_s"
      case peakResidentBytes = "peak_rss_bytes"
    }
  }
}
