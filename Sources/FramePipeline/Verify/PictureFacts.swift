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
    /// With its sides exchanged.
    var transposed: Size { Size(width: height, height: width) }
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
  /// Whether it is made use of: something can be seen through in one of the frames.
  var isTransparent = false
  /// What the container says of HDR.
  var containerHDR = HDRFacts()
  /// What the bitstream says of it.
  var bitstreamHDR = HDRFacts()
  /// FFmpeg's name of the codec.
  var codec = ""
  /// Every frame in the order of showing.
  var frames: [Timing] = []
  /// How long MP4 or MOV says that all of them last together; nil for a part of them.
  var statedDuration: Int64?
  /// The unit of their times; nil where images have no times.
  var timeBase: Rational?
  /// Frames whose time is too far off to be one.
  var senselessTimeCount = 0
  /// Frames that the decoder marked as damaged, and packets that it refused.
  var damagedCount = 0
  /// Thumbnails of some frames, always of the same numbers.
  var thumbnails: [Thumbnail] = []

  /// Nothing yet.
  init() {}

  /// The first image's properties and all images' sizes.
  init(ofImages paths: [String], isCancelled: () -> Bool) throws(PipelineError) {
    var areComparable = true
    for (index, path) in paths.enumerated() {
      if isCancelled() { throw PipelineError(.interrupted, "stopped") }
      let frame = try ImageReader.read(path)
      if index == 0 {
        describe(frame)
        codec = Path.fileExtension(path)
      }
      add(size: Size(width: frame.width, height: frame.height))
      isTransparent = isTransparent || frame.isTransparent
      if frame.isDamaged { damagedCount += 1 }
      // The comparison knows one orientation for all, what shows through is another color, and of black and white
      // swscale makes no shades.
      areComparable =
        areComparable && !frame.hasAlpha && pixels?.depth != 1
        && Self.orientation(of: frame) == orientation
      if areComparable { look(at: frame, number: index) }
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
    orientation = Self.orientation(of: frame)
    bitstreamHDR = HDRFacts(frame)
  }

  private static func orientation(of frame: borrowing Frame) -> Orientation {
    av_frame_get_side_data(frame.pointer, AV_FRAME_DATA_DISPLAYMATRIX).map {
      Orientation(matrix: $0.pointee.data)
    } ?? .upright
  }

  /// Takes over what the container says of the stream, which counts more.
  mutating func describe(_ stream: UnsafeMutablePointer<AVStream>) {
    if let matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nil) {
      orientation = Orientation(matrix: matrix)
    }
    containerHDR = HDRFacts(stream)
    let ratio = Rational(stream.pointee.sample_aspect_ratio)
    if ratio.isPositive { aspect = ratio }
    // FFmpeg's own decoders of VP8 and VP9 don't see the alpha channel.
    if TagDictionary.value(of: "alpha_mode", in: stream.pointee.metadata) == "1" {
      (hasAlpha, isTransparent) = (true, true)
    }
    codec = String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id))
  }

  /// What both say of metadata that change from frame to frame.
  var dynamicMetadata: DynamicMetadata { containerHDR.dynamic.union(bitstreamHDR.dynamic) }

  /// Takes a thumbnail of a frame if it is one of those looked at.
  mutating func look(at frame: borrowing Frame, number: Int) {
    guard number.isMultiple(of: Thumbnail.interval), thumbnails.count < Thumbnail.mostTaken,
      let thumbnail = Thumbnail(frame)
    else { return }
    thumbnails.append(thumbnail)
  }

  /// Notes the size of a frame.
  mutating func add(size: Size) {
    if !sizes.contains(size) { sizes.append(size) }
  }
}
