import CFFmpeg

/// Decodes the picture's packets as a player would, and notes when each frame is shown.
final class PictureReader {
  private var facts = PictureFacts()
  private let context: UnsafeMutablePointer<AVCodecContext>
  private let file: UnsafeMutablePointer<AVFormatContext>
  private let stream: UnsafeMutablePointer<AVStream>
  private let path: String
  private let hasTimes: Bool
  /// Where the frames begin that matter, in seconds of the stream's clock; how many do, and how many came.
  private let startSeconds: Double
  private let frameLimit: Int
  private var shownCount = 0
  /// Whether the time of a frame is known.
  private var hasTime = false
  private let frame = Frame()

  /// A reader for one stream of a file.
  init(
    _ stream: UnsafeMutablePointer<AVStream>, in file: UnsafeMutablePointer<AVFormatContext>,
    path: String, from startSeconds: Double, frameLimit: Int
  ) throws(PipelineError) {
    self.stream = stream
    self.file = file
    self.path = path
    self.startSeconds = startSeconds
    self.frameLimit = frameLimit
    let codec = avcodec_find_decoder(stream.pointee.codecpar.pointee.codec_id)
    guard let codec, let context = avcodec_alloc_context3(codec) else {
      let name = String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id))
      throw PipelineError(.unreadableInput, "\(path): no decoder for \(name) in this FFmpeg")
    }
    self.context = context
    let rate = Rational(av_guess_frame_rate(file, stream, nil))
    // Raw streams have no times: their frames follow each other at the frame rate.
    hasTimes =
      file.pointee.iformat.pointee.flags & AVFMT_NOTIMESTAMPS == 0 || !rate.isPositive
    facts.timeBase =
      hasTimes ? Rational(stream.pointee.time_base) : Rational(rate.denominator, rate.numerator)
    MediaLog.forgetLastError()
    var code = avcodec_parameters_to_context(context, stream.pointee.codecpar)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = 0
    if code >= 0 { code = avcodec_open2(context, codec, nil) }
    guard code >= 0 else {
      throw PipelineError(
        .unreadableInput, "\(path): the decoder fails: \(MediaLog.reason(code))")
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&context)
  }

  /// Decodes a packet.
  func send(_ packet: borrowing Packet) throws(PipelineError) {
    // A picture that is not there: no damage, nor the end.
    guard packet.byteCount > 0 else { return }
    // Frames without a time get theirs from the first one that has.
    if shownCount < frameLimit || !hasTime { try send(packet.pointer) }
  }

  private func send(_ packet: UnsafeMutablePointer<AVPacket>?) throws(PipelineError) {
    let code = avcodec_send_packet(context, packet)
    if code < 0, code != rlfn_averror_eof() { try countDamage(code) }
    var errors = 0
    while errors < 1000 {
      let code = avcodec_receive_frame(context, frame.pointer)
      if code >= 0 {
        take()
        av_frame_unref(frame.pointer)
      } else if code == rlfn_averror(EAGAIN) || code == rlfn_averror_eof() {
        return
      } else {
        try countDamage(code)
        errors += 1
      }
    }
  }

  /// Everything, once the last packet is decoded.
  func finish() throws(PipelineError) -> PictureFacts {
    try send(nil)
    guard !facts.frames.isEmpty else {
      let said = MediaLog.lastError.map { " (\($0))" } ?? ""
      throw PipelineError(.unreadableInput, "no frame of \(path) can be decoded\(said)")
    }
    facts.describe(stream)
    if String(cString: file.pointee.iformat.pointee.name).hasPrefix("mov,") {
      facts.statedDuration = optionalTime(stream.pointee.duration)
    }
    fillGaps()
    return facts
  }

  private func countDamage(_ code: Int32) throws(PipelineError) {
    guard code != rlfn_averror(ENOMEM) else { throw PipelineError(.processing, "out of memory") }
    facts.damagedCount += 1
  }

  private func take() {
    let raw = frame.pointer.pointee
    if facts.frames.isEmpty { facts.describe(frame) }
    facts.add(size: PictureFacts.Size(width: frame.width, height: frame.height))
    if frame.isDamaged { facts.damagedCount += 1 }
    facts.isTransparent = facts.isTransparent || frame.isTransparent
    let index = facts.frames.count
    let base = facts.timeBase ?? Rational(1, 1)
    let stated = optionalTime(raw.best_effort_timestamp)
    facts.frames.append(
      PictureFacts.Timing(
        time: hasTimes ? sensibleTime(stated, base) : Int64(index),
        duration: hasTimes ? sensibleTime(raw.pkt_duration, base) ?? 0 : 1))
    if stated != nil, facts.frames.last?.time == nil { facts.senselessTimeCount += 1 }
    hasTime = hasTime || facts.frames.last?.time != nil
    let seconds = facts.frames.last?.time.map { Double($0) * base.value } ?? .infinity
    guard seconds >= startSeconds - FileFacts.toleranceSeconds else { return }
    facts.look(at: frame, number: shownCount)
    shownCount += 1
  }

  /// A frame without a time follows the one before it, or comes before the first that has one.
  private func fillGaps() {
    let stated = facts.frames.firstIndex { $0.time != nil }
    var next = stated.flatMap { facts.frames[$0].time } ?? 0
    for index in (0..<(stated ?? 0)).reversed() {
      next &-= max(facts.frames[index].duration, 1)
      facts.frames[index].time = next
    }
    for index in facts.frames.indices {
      if facts.frames[index].time == nil { facts.frames[index].time = next }
      next = (facts.frames[index].time ?? 0) &+ max(facts.frames[index].duration, 1)
    }
  }
}
