import CFFmpeg

/// What a stream's container or its bitstream says of HDR10.
struct HDRFacts {
  /// The display on which it was mastered.
  var display: MasteringDisplay?
  /// How light it gets.
  var light: ContentLight?
  /// Whether there are metadata for each frame besides.
  var dynamic: DynamicMetadata = []

  /// Nothing.
  init() {}

  /// What a frame says, which is what the decoder found in the bitstream.
  init(_ frame: borrowing Frame) {
    func data(_ kind: AVFrameSideDataType) -> UnsafeMutablePointer<UInt8>? {
      av_frame_get_side_data(frame.pointer, kind)?.pointee.data
    }
    display = data(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA).flatMap { MasteringDisplay($0) }
    light = data(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL).map { ContentLight($0) }
    dynamic = DynamicMetadata(of: frame.pointer)
  }

  /// What the container says.
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    func data(_ kind: AVPacketSideDataType) -> UnsafeMutablePointer<UInt8>? {
      av_stream_get_side_data(stream, kind, nil)
    }
    display = data(AV_PKT_DATA_MASTERING_DISPLAY_METADATA).flatMap { MasteringDisplay($0) }
    light = data(AV_PKT_DATA_CONTENT_LIGHT_LEVEL).map { ContentLight($0) }
    if data(AV_PKT_DATA_DOVI_CONF) != nil { dynamic = .dolbyVision }
  }
}

/// A property of HDR10 as checks see it.
protocol HDRFact: Equatable {
  /// Whether both say the same, but for what containers and bitstreams round.
  func agrees(with other: Self) -> Bool
  /// In words.
  var text: String { get }
}

/// How light the picture gets.
struct ContentLight: HDRFact {
  /// Of a pixel, in candela per square metre.
  private let largest: UInt32
  /// On the average of a frame.
  private let average: UInt32

  /// What FFmpeg's side data say.
  init(_ data: UnsafeMutablePointer<UInt8>) {
    let light = UnsafeRawPointer(data).loadUnaligned(as: AVContentLightMetadata.self)
    (largest, average) = (light.MaxCLL, light.MaxFALL)
  }

  func agrees(with other: ContentLight) -> Bool { self == other }

  var text: String { "\(largest) and \(average) cd/m2" }
}

/// The display on which a video was mastered: primaries, white point and luminance, as numbers.
struct MasteringDisplay: HDRFact {
  private let values: [Double]

  /// What FFmpeg's side data say; nil without luminance: PNG tells the primaries of its colours by the same means.
  init?(_ data: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeRawPointer(data).loadUnaligned(as: AVMasteringDisplayMetadata.self)
    guard raw.has_luminance != 0 else { return nil }
    var fractions: [AVRational] = []
    if raw.has_primaries != 0 {
      let (red, green, blue) = raw.display_primaries
      for pair in [red, green, blue, raw.white_point] { fractions += [pair.0, pair.1] }
    }
    fractions += [raw.min_luminance, raw.max_luminance]
    values = fractions.map { Rational($0).value }
  }

  /// Steps of 1/50000 and 1/10000 are those of H.265 and MP4, AV1 has others, and Matroska floating-point numbers.
  func agrees(with other: MasteringDisplay) -> Bool {
    values.count == other.values.count
      && zip(values, other.values).allSatisfy { abs($0 - $1) <= max(0.0001, abs($0) * 1e-6) }
  }

  /// Primaries, white point and luminance.
  var text: String {
    let rounded = values.map { "\(($0 * 10_000).rounded() / 10_000)" }
    return rounded.joined(separator: " ")
  }
}
