import CFFmpeg

/// What is compared of the picture: what its first frame says, and when each frame is shown.
struct PictureFacts {
  /// When a frame is shown, and for how long (0 where nobody says).
  struct Timing {
    var time: Int64?
    let duration: Int64
  }

  /// A size in pixels.
  struct Size: Hashable {
    let width: Int
    let height: Int
  }

  /// The sizes of the frames as they are coded, in the order in which they first come.
  var sizes: [Size] = []
  /// How samples are stored.
  var pixels: PixelFormat?
  /// What colours the samples stand for.
  var color = ColorFacts()
  /// Width of a pixel to its height.
  var aspect = Rational(1, 1)
  /// How it is to be turned and mirrored.
  var orientation = Orientation.upright
  /// Whether there is an alpha channel.
  var hasAlpha = false
  /// Mastering display, in words.
  var masteringDisplay: MasteringDisplay?
  /// Content light level: largest of a pixel, largest average of a frame, in candela per square metre.
  var contentLight: (largest: UInt32, average: UInt32)?
  /// FFmpeg's name of the codec.
  var codec = ""
  /// Every frame in the order of showing.
  var frames: [Timing] = []
  /// The unit of their times; nil where images have no times.
  var timeBase: Rational?
  /// Frames that the decoder marked as damaged, and packets that it refused.
  var damagedCount = 0
  /// Thumbnails of some frames, always of the same numbers.
  var thumbnails: [Thumbnail] = []

  /// Nothing yet.
  init() {}

  /// The first image's properties and all images' sizes.
  init(ofImages paths: [String], isCancelled: () -> Bool) throws(PipelineError) {
    for (index, path) in paths.enumerated() {
      if isCancelled() { throw PipelineError(.interrupted, "stopped") }
      let frame = try ImageReader.read(path)
      if index == 0 {
        describe(frame)
        codec = Path.fileExtension(path)
      }
      add(size: Size(width: frame.width, height: frame.height))
      frames.append(Timing(time: nil, duration: 0))
    }
  }

  /// Takes over what a frame says of itself.
  mutating func describe(_ frame: borrowing Frame) {
    let raw = frame.pointer.pointee
    pixels = PixelFormat(AVPixelFormat(raw.format))
    color = ColorFacts(frame.pointer, pixels)
    hasAlpha = pixels?.hasAlpha ?? false
    if raw.sample_aspect_ratio.num > 0, raw.sample_aspect_ratio.den > 0 {
      aspect = Rational(raw.sample_aspect_ratio)
    }
    func sideData(_ kind: AVFrameSideDataType) -> UnsafeMutablePointer<UInt8>? {
      av_frame_get_side_data(frame.pointer, kind)?.pointee.data
    }
    if let data = sideData(AV_FRAME_DATA_DISPLAYMATRIX) { orientation = Orientation(matrix: data) }
    if let data = sideData(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA) {
      masteringDisplay = MasteringDisplay(data)
    }
    if let data = sideData(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL) { describe(contentLight: data) }
  }

  /// Takes over what the container says of the stream, which counts more.
  mutating func describe(_ stream: UnsafeMutablePointer<AVStream>) {
    func sideData(_ kind: AVPacketSideDataType) -> UnsafeMutablePointer<UInt8>? {
      av_stream_get_side_data(stream, kind, nil)
    }
    if let data = sideData(AV_PKT_DATA_DISPLAYMATRIX) { orientation = Orientation(matrix: data) }
    if let data = sideData(AV_PKT_DATA_MASTERING_DISPLAY_METADATA) {
      masteringDisplay = MasteringDisplay(data)
    }
    if let data = sideData(AV_PKT_DATA_CONTENT_LIGHT_LEVEL) { describe(contentLight: data) }
    let ratio = Rational(stream.pointee.sample_aspect_ratio)
    if ratio.isPositive { aspect = ratio }
    // FFmpeg's own decoders of VP8 and VP9 don't see the alpha channel.
    if TagDictionary.value(of: "alpha_mode", in: stream.pointee.metadata) == "1" { hasAlpha = true }
    codec = String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id))
  }

  private mutating func describe(contentLight data: UnsafeMutablePointer<UInt8>) {
    let light = UnsafeRawPointer(data).loadUnaligned(as: AVContentLightMetadata.self)
    contentLight = (light.MaxCLL, light.MaxFALL)
  }

  /// Notes the size of a frame.
  mutating func add(size: Size) {
    if !sizes.contains(size) { sizes.append(size) }
  }
}

/// The display on which a video was mastered: primaries, white point and luminance, as numbers.
struct MasteringDisplay: Equatable {
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

  /// Whether both say the same, but for what containers round: steps of 1/50000 and 1/10000, and floating-point numbers.
  func agrees(with other: MasteringDisplay) -> Bool {
    values.count == other.values.count
      && zip(values, other.values).allSatisfy { abs($0 - $1) <= max(0.0001, abs($0) * 1e-6) }
  }

  /// The largest luminance and the primaries.
  var text: String {
    let rounded = values.map { "\(($0 * 10_000).rounded() / 10_000)" }
    return rounded.joined(separator: " ")
  }
}
