/// The working steps of a frame, in order.
public enum StageName: String, Sendable, CaseIterable, Codable {
  /// Decoding, or reading an image.
  case decode
  /// Conversion to float RGB.
  case toRGB = "to_rgb"
  /// The network.
  case infer
  /// Putting tiles together.
  case blend
  /// Conversion to the output's pixel format.
  case fromRGB = "from_rgb"
  /// Encoding, or writing an image.
  case encode
}

/// The record of one frame: 64 bytes, as runs of days have millions.
public struct FrameRecord: Sendable, Equatable {
  /// Presentation time in units of the input's time base; nil where the input has none.
  public var pts: Int64?
  /// Tiles of the frame; 1 where it is inferred whole.
  public var tiles: UInt16
  /// Presentation time in seconds.
  public var timeSeconds: Double
  /// Number of the frame, from 0.
  public var index: Int32
  /// Pieces of the frame: its tiles, or the bands of rows in which a whole one is inferred.
  public var pieces: UInt16
  /// Pieces taken over from the frame before.
  public var piecesReused: UInt16
  /// One lane per stage, then the two waits.
  private var milliseconds = SIMD8<Float>()

  /// A frame that no stage has worked on.
  package init(index: Int, pts: Int64?, timeSeconds: Double) {
    self.index = Int32(truncatingIfNeeded: index)
    self.pts = pts
    self.timeSeconds = timeSeconds
    tiles = 0
    pieces = 0
    piecesReused = 0
  }

  /// Tiles of which every piece was taken over.
  public var tilesReused: UInt16 {
    tiles == pieces ? piecesReused : piecesReused == pieces ? tiles : 0
  }

  /// Milliseconds of work in that stage, without waiting.
  ///
  /// Work that belongs to no frame counts where it took place: what the decoder does for frames that are dropped, with
  /// the next one kept; draining the encoder, with the last frame.
  public subscript(stage: StageName) -> Double {
    get { Double(milliseconds[Self.lane(stage)]) }
    set { milliseconds[Self.lane(stage)] = Float(newValue) }
  }

  /// Milliseconds that the network waited for this frame, and for room to put its result.
  public var inferWaitMilliseconds: Double {
    get { Double(milliseconds[6]) }
    set { milliseconds[6] = Float(newValue) }
  }

  /// Milliseconds that the encoder waited for this frame.
  public var encodeWaitMilliseconds: Double {
    get { Double(milliseconds[7]) }
    set { milliseconds[7] = Float(newValue) }
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
}

extension FrameRecord: Codable {
  enum CodingKeys: String, CodingKey {
    case index, pts, tiles, pieces
    case timeSeconds = "time_s"
    case tilesReused = "tiles_reused"
    case piecesReused = "pieces_reused"
    case milliseconds = "ms"
    case waitMilliseconds = "wait_ms"
  }

  /// Reads a record of the report's schema.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      index: Int(try fields.decode(Int32.self, forKey: .index)),
      pts: try fields.decode(Int64?.self, forKey: .pts),
      timeSeconds: try fields.decode(Double.self, forKey: .timeSeconds))
    tiles = try fields.decode(UInt16.self, forKey: .tiles)
    pieces = try fields.decode(UInt16.self, forKey: .pieces)
    piecesReused = try fields.decode(UInt16.self, forKey: .piecesReused)
    let work = try fields.decode([String: Double].self, forKey: .milliseconds)
    for stage in StageName.allCases { self[stage] = work[stage.rawValue] ?? 0 }
    let waits = try fields.decode([String: Double].self, forKey: .waitMilliseconds)
    inferWaitMilliseconds = waits[StageName.infer.rawValue] ?? 0
    encodeWaitMilliseconds = waits[StageName.encode.rawValue] ?? 0
  }

  /// Writes a record of the report's schema; milliseconds with three decimals.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(index, forKey: .index)
    try fields.encode(pts, forKey: .pts)
    try fields.encode(rounded(timeSeconds, 6), forKey: .timeSeconds)
    try fields.encode(tiles, forKey: .tiles)
    try fields.encode(tilesReused, forKey: .tilesReused)
    try fields.encode(pieces, forKey: .pieces)
    try fields.encode(piecesReused, forKey: .piecesReused)
    var work: [String: Double] = [:]
    for stage in StageName.allCases { work[stage.rawValue] = rounded(self[stage], 3) }
    try fields.encode(work, forKey: .milliseconds)
    let waits = [
      StageName.infer.rawValue: rounded(inferWaitMilliseconds, 3),
      StageName.encode.rawValue: rounded(encodeWaitMilliseconds, 3),
    ]
    try fields.encode(waits, forKey: .waitMilliseconds)
  }
}
