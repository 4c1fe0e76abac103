/// The working steps of a frame, in order.
public enum StageName: String, Sendable, CaseIterable, Codable {
  /// Decoding, or reading an image.
  case decode
  /// Conversion to float RGB.
  case toRGB = "to_rgb"
  /// The network.
  case infer
  /// Blending of tiles.
  case blend
  /// Conversion to the output's pixel format.
  case fromRGB = "from_rgb"
  /// Encoding, or writing an image.
  case encode
}

/// The record of one frame: 64 bytes, as runs of days have millions.
public struct FrameRecord: Sendable, Equatable, Codable {
  /// Presentation time in units of the input's time base; nil where the input has none.
  public var pts: Int64?
  /// Presentation time in seconds from the first frame.
  public var timeSeconds: Double
  /// Number of the frame, from 0.
  public var index: Int32
  /// Tiles of the frame.
  public var tiles: Int32
  /// Tiles taken over from the frame before.
  public var tilesReused: Int32
  var milliseconds: SIMD8<Float>

  /// Milliseconds of work in that stage, without waiting.
  public subscript(stage: StageName) -> Float {
    get { milliseconds[Self.lane(stage)] }
    set { milliseconds[Self.lane(stage)] = newValue }
  }

  private static func lane(_ stage: StageName) -> Int {
    switch stage {
    case .decode: 0
    case .toRGB: 1
    case .infer: 2
    case .blend: 3
    case .fromRGB: 4
    case .encode: 5
    }
  }

  /// Milliseconds that the network waited for this frame.
  public var inferWaitMilliseconds: Float {
    get { milliseconds[6] }
    set { milliseconds[6] = newValue }
  }

  /// Milliseconds that the encoder waited for this frame.
  public var encodeWaitMilliseconds: Float {
    get { milliseconds[7] }
    set { milliseconds[7] = newValue }
  }
}

/// A stage over the whole run.
public struct StageSummary: Sendable, Codable, Equatable {
  /// Frames.
  public var count: Int
  /// Working time.
  public var totalMs: Double
  /// Mean of a frame.
  public var meanMs: Double
  /// Median.
  public var p50Ms: Double
  /// 95 % of the frames took no longer.
  public var p95Ms: Double
  /// The longest.
  public var maxMs: Double
  /// Working time as a share of wall time, 0 to 1.
  public var busyShare: Double
}
