import CFFmpeg
import Glibc

/// Compresses frames to packets. For use from one thread at a time.
///
/// Its time base is the frames' own, so that no time is rounded, as far as container and codec have such times
/// (`timeBase`).
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
  /// FFmpeg's name of the codec.
  package var codec: String { String(cString: avcodec_get_name(context.pointee.codec_id)) }

  let context: UnsafeMutablePointer<AVCodecContext>
  /// Bits of a sample that the source has and the encoder does not take: the depths of both; nil where none is lost.
  let lostDepth: (source: Int, output: Int)?
  /// Whether another encoder would have been taken if the source had no alpha.
  let isChosenForAlpha: Bool
  /// When the first frame is shown, on the source's clock; nil where it has no time.
  let startMicroseconds: Int64?
  /// What players want to know before they decode a frame, for the stream's header.
  let sideData: [StreamHeader.SideData]
  /// What the first frame says that cannot be handed on.
  let dynamicMetadata: DynamicMetadata
  /// Finds the best colours of each picture, for GIF.
  private let palette: FilterGraph?
  /// Frames that wait until the encoder takes them.
  private var waiting = Ring<Frame>(capacity: 2)
  private var isFinishing = false
  private var steadyRate: SteadyRate?
  private var lastPts: Int64?
  private var sentCount = 0
  private var durations: [Int64: Int64] = [:]

  /// An encoder for pictures of `width` x `height` made of frames like `first`, for the container of `muxer`.
  ///
  /// - Parameters:
  ///   - first: properties of the first decoded frame: its pixel format, colour tags, aspect ratio and time base are
  ///     followed.
  ///   - frameRate: a hint for rate control and containers; times are the frames' own.
  /// - Throws: `.usage` for an unknown encoder, option or value; `.unwritableOutput` when it does not open.
  package init(
    settings: EncoderSettings, width: Int, height: Int, first: borrowing FrameProperties,
    frameRate: Rational?, for muxer: Muxer
  ) throws(PipelineError) {
    let container = muxer.container
    let source = try first.format()
    let tags = ColorTags(of: first.pointer, source)
    let usual = container.defaultEncoder(depth: source.depth, isHDR: tags.isHDR)
    let codec = try Self.codec(settings, container, source, usual: usual)
    let name = String(cString: codec.pointee.name)
    let pixels = try Self.pixelFormat(
      settings, codec, container, source, width: width, height: height)
    var color = tags.following(pixels, rows: height)
    if codec.pointee.id == AV_CODEC_ID_MJPEG { color.isFullRange = true }
    if codec.pointee.id == AV_CODEC_ID_MPEG1VIDEO { color.chromaLocation = AVCHROMA_LOC_CENTER }
    guard let allocated = avcodec_alloc_context3(codec) else {
      throw PipelineError(.processing, "out of memory")
    }
    self.name = name
    context = allocated
    format = FrameFormat(width: width, height: height, pixels: pixels, color: color)
    lostDepth =
      source.model != .palette && source.depth > pixels.depth && settings.pixelFormat == nil
        && !source.isFloat ? (source.depth, pixels.depth) : nil
    isChosenForAlpha = settings.name == nil && format.pixels.hasAlpha && codec != usual
    startMicroseconds = first.pts.flatMap {
      rescaledTime($0, first.timeBase.av, AVRational(num: 1, den: AV_TIME_BASE))
    }
    steadyRate =
      Self.countsFrames(container, codec)
      ? frameRate.map { SteadyRate($0, hasTimes: container.hasTimes) } : nil
    sideData = StreamHeader.SideData.forHeader(of: first.pointer)
    dynamicMetadata = first.dynamicMetadata
    // What the container says counts more, as for players.
    let hdr = HDRMetadata((muxer.videoHeader?.sideData ?? []) + sideData)

    let unit = Self.timeBase(first, frameRate, container, codec)
    do throws(PipelineError) {
      palette =
        codec.pointee.id == AV_CODEC_ID_GIF && settings.pixelFormat == nil
        ? try Self.palette(format, unit) : nil
    } catch {
      var context: UnsafeMutablePointer<AVCodecContext>? = allocated
      avcodec_free_context(&context)
      throw error
    }

    // From here on the object is complete, and its end frees the context.
    describe(first, frameRate, container)
    context.pointee.time_base = unit.av
    if palette != nil { context.pointee.pix_fmt = AV_PIX_FMT_PAL8 }
    try apply(settings, hdr)
    MediaLog.forgetLastError()
    var code: Int32 = 0
    let warnings = MediaLog.warnings { code = avcodec_open2(context, codec, nil) }
    try EncoderOptions.refuse(warnings, about: settings.options, encoder: name)
    guard code >= 0 else {
      let isRefusal = code == rlfn_averror(EINVAL)
      let isOwnChoice = settings.preset != nil || settings.crf != nil || !settings.options.isEmpty
      throw PipelineError(
        isOwnChoice && isRefusal ? .usage : .unwritableOutput,
        "the encoder \(name) does not open for \(width)x\(height) \(pixels.name): "
          + MediaLog.reason(code),
        hint: isRefusal ? Self.rateHint(codec, frameRate) : nil)
    }
  }

  deinit {
    // SVT-AV1 waits for ever when it is closed before its stream has ended, or when that has no frame.
    if name == "libsvtav1", avcodec_is_open(context) != 0 { drain() }
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
  }

  /// Ends the stream and drops what is still inside.
  private func drain() {
    let packet = Packet()
    if lastPts == nil {
      let blank = Frame()
      blank.pointer.pointee.format = format.pixels.id.rawValue
      blank.pointer.pointee.width = Int32(format.width)
      blank.pointer.pointee.height = Int32(format.height)
      blank.pointer.pointee.pts = 0
      if av_frame_get_buffer(blank.pointer, 0) >= 0 { avcodec_send_frame(context, blank.pointer) }
    }
    while avcodec_send_frame(context, nil) == rlfn_averror(EAGAIN),
      avcodec_receive_packet(context, packet.pointer) >= 0
    {}
    while avcodec_receive_packet(context, packet.pointer) >= 0 {}
  }

  /// Takes a frame of `format`. Before the next one, `receive` has to be called until it says `.needsInput`.
  ///
  /// A frame that is not later than the one before is moved behind it.
  package func send(_ frame: consuming Frame) throws(PipelineError) {
    let timeBase = context.pointee.time_base
    var pts = lastPts.map { $0 + 1 } ?? 0
    if let stated = frame.pts, let own = rescaledTime(stated, frame.timeBase.av, timeBase) {
      pts = max(own, lastPts.map { $0 + 1 } ?? .min)
    }
    lastPts = pts
    sentCount += 1
    if let stated = frame.pts { steadyRate?.note(stated, in: frame.timeBase, tick: pts) }
    durations[pts] = av_rescale_q(frame.duration, frame.timeBase.av, timeBase)
    frame.pts = pts
    frame.timeBase = Rational(timeBase)
    // Encoders with a fixed quantiser read it from every frame.
    frame.pointer.pointee.quality = context.pointee.global_quality
    if let palette {
      try palette.send(frame)
      try collect(from: palette)
    } else {
      waiting.append(frame)
    }
    try sendWaiting()
  }

  private func collect(from palette: FilterGraph) throws(PipelineError) {
    while case .frame(let frame) = try palette.receive() { waiting.append(frame) }
  }

  /// Gives the encoder the next frame that waits, or the news that none follows. False when nothing is left to send.
  @discardableResult private func sendWaiting() throws(PipelineError) -> Bool {
    guard let frame = waiting.popFirst() else {
      guard isFinishing else { return false }
      isFinishing = false
      let code = avcodec_send_frame(context, nil)
      guard code >= 0 || code == rlfn_averror_eof() else { throw failure(code) }
      return true
    }
    let code = avcodec_send_frame(context, frame.pointer)
    precondition(code != rlfn_averror(EAGAIN), "receive until .needsInput before the next frame")
    guard code >= 0 else { throw failure(code) }
    return true
  }

  /// The one frame rate, where container or codec have no times of frames.
  package var frameRate: Rational? { steadyRate?.rate }

  /// A frame that does not come at the container's one frame rate, and by how much; nil while none has been sent.
  package var unsteadyFrame: (index: Int, seconds: Double)? { steadyRate?.unsteadyFrame }

  /// Says that no frame follows: `receive` then gives the packets still inside, then `.finished`.
  package func finish() throws(PipelineError) {
    if let palette {
      try palette.finish()
      try collect(from: palette)
    }
    isFinishing = true
    try sendWaiting()
  }

  /// The next packet, if there is one.
  package func receive() throws(PipelineError) -> Output {
    let packet = Packet()
    var code = avcodec_receive_packet(context, packet.pointer)
    while code == rlfn_averror(EAGAIN) {
      guard try sendWaiting() else { return .needsInput }
      code = avcodec_receive_packet(context, packet.pointer)
    }
    if code == rlfn_averror_eof() { return .finished }
    guard code >= 0 else { throw failure(code) }
    packet.pointer.pointee.time_base = context.pointee.time_base
    // By how much decoding comes first x265 reads from memory that it sets with the third frame. Two are in the order of showing.
    if name == "libx265", sentCount <= 2 {
      packet.pointer.pointee.dts = rlfn_nopts()
    }
    if let duration = durations.removeValue(forKey: packet.pointer.pointee.pts), duration > 0 {
      packet.pointer.pointee.duration = duration
    }
    return .packet(packet)
  }

  private func failure(_ code: Int32) -> PipelineError {
    PipelineError(.unwritableOutput, "the encoder \(name) fails: \(MediaLog.reason(code))")
  }
}
