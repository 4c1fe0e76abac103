import CFFmpeg
import Glibc

/// Turns the packets of one video stream into frames. For use from one thread at a time.
///
/// Frames have increasing times in the stream's time base: the decoder's best estimate, or, where the file has no
/// times (raw streams), those of its frame rate.
package final class VideoDecoder {
  /// What `receive` brings.
  package enum Output: ~Copyable {
    /// A picture, with its time in the stream's time base.
    case frame(Frame)
    /// Nothing until another packet is sent.
    case needsInput
    /// All frames are out.
    case finished
  }

  /// Frames given out so far.
  package private(set) var frameCount = 0
  /// Frames that the decoder marked as damaged, and packets that it refused.
  package private(set) var damagedCount = 0

  private let context: UnsafeMutablePointer<AVCodecContext>
  private let inputName: String
  private let streamAspectRatio: AVRational
  /// What the container says of fields, where the codec doesn't say it of frames.
  private let fieldOrder: AVFieldOrder
  private var clock: FrameClock
  private var isDraining = false
  private var drainingErrors = 0
  /// Frames at the start that have no time: they get theirs from the first one that has.
  private var held = Ring<Frame>(capacity: 1)
  private var isHolding = true
  private static let mostHeld = 32

  /// A decoder for the demuxer's video stream, on that many threads (0: as many as it likes).
  /// - Throws: `.unreadableInput` when no decoder reads the stream.
  package init(for demuxer: Demuxer, threads: Int) throws(PipelineError) {
    let stream = demuxer.videoStream
    guard let codec = Self.codec(for: stream) else {
      throw PipelineError(
        .unreadableInput, "\(demuxer.name): no decoder for \(demuxer.video.codec) in this FFmpeg")
    }
    guard let allocated = avcodec_alloc_context3(codec) else {
      throw PipelineError(.processing, "out of memory")
    }
    context = allocated
    inputName = demuxer.name
    streamAspectRatio = stream.pointee.sample_aspect_ratio
    let codecProperties = avcodec_descriptor_get(codec.pointee.id)?.pointee.props ?? 0
    fieldOrder =
      codecProperties & AV_CODEC_PROP_INTRA_ONLY != 0
      ? stream.pointee.codecpar.pointee.field_order : AV_FIELD_UNKNOWN
    let hasTimes = demuxer.context.pointee.iformat.pointee.flags & AVFMT_NOTIMESTAMPS == 0
    clock = FrameClock(
      timeBase: demuxer.video.timeBase, frameRate: demuxer.video.frameRate, hasTimes: hasTimes)

    // From here on the object is complete, and its end frees the context.
    MediaLog.forgetLastError()
    var code = avcodec_parameters_to_context(context, stream.pointee.codecpar)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = Int32(threads)
    if code >= 0 { code = avcodec_open2(context, codec, nil) }
    guard code >= 0 else {
      throw PipelineError(
        .unreadableInput,
        "\(demuxer.name): the decoder of \(demuxer.video.codec) fails: \(MediaLog.reason(code))")
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
  }

  /// FFmpeg's native decoders of VP8 and VP9 don't see an alpha channel; libvpx's do.
  private static func codec(for stream: UnsafeMutablePointer<AVStream>)
    -> UnsafePointer<AVCodec>?
  {
    let id = stream.pointee.codecpar.pointee.codec_id
    if TagDictionary.value(of: "alpha_mode", in: stream.pointee.metadata) == "1" {
      let name = [AV_CODEC_ID_VP9: "libvpx-vp9", AV_CODEC_ID_VP8: "libvpx"][id]
      if let name, let codec = avcodec_find_decoder_by_name(name) { return codec }
    }
    return avcodec_find_decoder(id)
  }

  /// Takes a packet. Before the next one, `receive` has to be called until it says `.needsInput`.
  ///
  /// A packet that the decoder refuses is counted as damaged.
  package func send(_ packet: borrowing Packet) throws(PipelineError) {
    precondition(!isDraining, "no packet follows finish()")
    // To FFmpeg's decoders a packet without bytes is an error, or the end; in files it is a picture that is not there.
    guard packet.byteCount > 0 else { return }
    MediaLog.forgetLastError()
    let code = avcodec_send_packet(context, packet.pointer)
    precondition(code != rlfn_averror(EAGAIN), "receive until .needsInput before the next packet")
    if code < 0 { try countDamage(code) }
  }

  /// Says that no packet follows: `receive` then gives the frames still inside, then `.finished`.
  package func finish() throws(PipelineError) {
    guard !isDraining else { return }
    isDraining = true
    let code = avcodec_send_packet(context, nil)
    if code < 0, code != rlfn_averror_eof() { try countDamage(code) }
  }

  /// The next frame, if there is one.
  /// - Throws: `.unreadableInput` at the end of a stream of which no frame could be decoded.
  package func receive() throws(PipelineError) -> Output {
    while true {
      if !isHolding, let frame = held.popFirst() { return .frame(complete(frame)) }
      let frame = Frame()
      let code = avcodec_receive_frame(context, frame.pointer)
      if code >= 0 {
        take(frame)
      } else if code == rlfn_averror(EAGAIN) {
        return .needsInput
      } else if code == rlfn_averror_eof() || drainingErrors > Self.mostDrainingErrors {
        if isHolding, !held.isEmpty {
          isHolding = false
          continue
        }
        try requireFrames()
        return .finished
      } else {
        try countDamage(code)
        if isDraining { drainingErrors += 1 }
      }
    }
  }

  /// A decoder that reports nothing but errors at the end never says that it is finished.
  private static let mostDrainingErrors = 1000

  /// Puts a frame behind those that wait.
  private func take(_ frame: consuming Frame) {
    if isHolding {
      let stated = optionalTime(frame.pointer.pointee.best_effort_timestamp)
      if let stated {
        clock.precede(stated, by: held.count, duration: frame.duration)
      }
      isHolding = clock.needsStart && stated == nil && held.count + 1 < Self.mostHeld
    }
    held.append(frame)
  }

  /// Forgets all packets sent, after a seek.
  package func flush() {
    avcodec_flush_buffers(context)
    isDraining = false
    held.removeAll()
    isHolding = true
    clock.reset()
  }

  private func complete(_ frame: consuming Frame) -> Frame {
    let raw = frame.pointer
    if streamAspectRatio.num > 0, streamAspectRatio.den > 0 {
      raw.pointee.sample_aspect_ratio = streamAspectRatio
    }
    if ![AV_FIELD_UNKNOWN, AV_FIELD_PROGRESSIVE].contains(fieldOrder), !frame.isInterlaced {
      raw.pointee.interlaced_frame = 1
      raw.pointee.top_field_first = [AV_FIELD_TT, AV_FIELD_BT].contains(fieldOrder) ? 1 : 0
    }
    let time = clock.next(
      stated: optionalTime(raw.pointee.best_effort_timestamp), duration: frame.duration)
    frame.pts = time.pts
    frame.duration = time.duration
    frame.timeBase = clock.timeBase
    if frame.isDamaged { damagedCount += 1 }
    frameCount += 1
    return frame
  }

  private func countDamage(_ code: Int32) throws(PipelineError) {
    guard code != rlfn_averror(ENOMEM) else { throw PipelineError(.processing, "out of memory") }
    damagedCount += 1
  }

  private func requireFrames() throws(PipelineError) {
    guard frameCount == 0 else { return }
    let said = MediaLog.lastError.map { " (\($0))" } ?? ""
    throw PipelineError(.unreadableInput, "no frame of \(inputName) can be decoded\(said)")
  }
}
