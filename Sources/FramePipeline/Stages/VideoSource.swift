/// Frames of a video file or pipe: a stage that demuxes and one that decodes.
final class VideoSource: FrameSource {
  /// Bytes of other streams that may lie before the first picture.
  private static let leadingByteLimit = 512 << 20
  /// How far behind the stop the demuxer looks for packets that belong before it.
  private static let interleavingSeconds = 1.0

  /// For the muxer, which copies from it.
  let demuxer: Demuxer
  private let decoder: FrameDecoder
  private let options: JobOptions
  private let isCancelled: @Sendable () -> Bool
  /// Whether the output holds other streams besides the picture.
  private var isCopying = false
  /// What the muxer has got of streams already, by their indices.
  private var early: [Int: EarlyPackets] = [:]

  /// Opens the input and goes to the start of the range.
  ///
  /// `isDone` tells of a frame's number whether what is made of it exists already.
  init(
    path: String, options: JobOptions, isDone: @escaping @Sendable (Int) -> Bool,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(PipelineError) {
    demuxer = try Demuxer(path: path, videoStream: options.videoStream, isCancelled: isCancelled)
    if let start = options.startSeconds, start > 0 { try demuxer.seek(toSeconds: start) }
    decoder = try FrameDecoder(demuxer, options: options, isDone: isDone)
    self.options = options
    self.isCancelled = isCancelled
  }

  var codec: String { demuxer.video.codec }
  var orientation: PixelTurn? { demuxer.orientation }
  var frameRate: Rational? { demuxer.video.frameRate }
  var expectedFrames: Int? {
    if let rate = options.constantRate?.value {
      return FrameRange(options).estimate(
        all: demuxer.video.durationSeconds.flatMap { Int(exactly: ($0 * rate).rounded()) },
        rate: rate)
    }
    return FrameRange(options).estimate(all: demuxer.video.frameCount, rate: frameRate?.value)
  }
  var damage: [String] {
    let count = decoder.damagedCount
    let damaged =
      count == 0
      ? nil : "\(demuxer.name): \(counted(count, "damaged frame")), decoded as far as possible"
    // How far the demuxer runs ahead of the last frame that is wanted is a matter of luck.
    let end = decoder.stopSeconds == nil ? demuxer.damage : nil
    return [end, damaged].compactMap { $0 }
  }
  var warnings: [String] {
    let late = demuxer.lateStreams.filter { isCopying && CopySelection(options).includes($0.kind) }
    var warnings = damage
    if let jump = demuxer.firstJump {
      warnings.append(
        "\(demuxer.name): its clock jumps after \(fixed(jump, 1)) s, as where recordings were joined: "
          + "what follows goes on there")
    }
    warnings += late.map { stream in
      "\(demuxer.name): stream \(stream.index) (\(stream.kind.rawValue), \(stream.codec)) begins after the others, "
        + "too late for the output's header: left out"
    }
    let count = decoder.interlacedCount
    if count > 0 {
      warnings.append(
        "\(demuxer.name): \(counted(count, "frame")) interlaced, taken as they are; "
          + "--deinterlace auto makes whole pictures of them")
    }
    return warnings
  }

  /// The first frame to work on, or nil when all are done already; packets of other streams that come before it go to
  /// `muxer`, which keeps them.
  func first(muxer: Muxer?) throws(PipelineError) -> DecodedFrame? {
    if let muxer { try readEarlyPackets(for: muxer) }
    var leadingBytes = 0
    return try decoder.next { () throws(PipelineError) in
      while let packet = try demuxer.read() {
        guard !isCancelled() else { throw PipelineError(.interrupted, "stopped") }
        if packet.streamIndex == demuxer.video.streamIndex { return packet }
        guard let muxer, muxer.copies(streamIndex: packet.streamIndex), !isRepeated(packet) else {
          continue
        }
        leadingBytes += packet.byteCount
        guard leadingBytes <= Self.leadingByteLimit else {
          throw PipelineError(
            .processing,
            "\(demuxer.name): more than \(Self.leadingByteLimit >> 20) MiB lie before the first picture",
            hint: "leave streams out with --audio none or --subtitles none")
        }
        try muxer.write(copied: packet)
      }
      return nil
    }
  }

  /// Gives the muxer what begins before the part and is still shown in it, subtitles and copied videos: it may lie before the
  /// key frame to which the demuxer has jumped.
  private func readEarlyPackets(for muxer: Muxer) throws(PipelineError) {
    guard let start = options.startSeconds, start > 0, demuxer.canSeek,
      demuxer.streams.contains(where: { isShown($0.index) && muxer.copies(streamIndex: $0.index) })
    else { return }
    let end = demuxer.startSeconds + start
    try demuxer.seek(toSeconds: max(start - PartLead.longestSeconds, 0))
    while let packet = try demuxer.read() {
      guard !isCancelled() else { throw PipelineError(.interrupted, "stopped") }
      guard let seconds = packet.writingSeconds else { continue }
      if seconds >= end + Self.interleavingSeconds { break }
      let index = packet.streamIndex
      guard isShown(index), early[index, default: EarlyPackets()].add(packet, before: end) else {
        continue
      }
      try muxer.write(copied: packet)
    }
    try demuxer.seek(toSeconds: start)
  }

  /// Whether a stream is copied of which something can be on when the part begins.
  private func isShown(_ index: Int) -> Bool {
    guard index != demuxer.video.streamIndex else { return false }
    return [.subtitle, .video].contains(demuxer.streams[index].kind)
  }

  /// Whether it is a packet that the muxer has already, or one before those.
  private func isRepeated(_ packet: borrowing Packet) -> Bool {
    early[packet.streamIndex]?.covers(packet) ?? false
  }

  func start(in group: StageGroup, frames: BoundedQueue<DecodedFrame>, output: PacketOutput?) {
    isCopying = output != nil
    let packets = group.queue(of: Packet.self, capacity: 16)
    let stop = output?.stop ?? StopTime()
    let source = Handover(self)
    group.run("demux") { () throws(PipelineError) in
      try source.value.demux(to: packets, output: output, stop: stop)
    }
    group.run("decode") { () throws(PipelineError) in
      let decoder = source.value.decoder
      while let frame = try decoder.next(packets.receive) { try frames.send(frame) }
      // In this order: whoever sees the closed queue finds the time.
      stop.seconds = decoder.stopSeconds
      packets.close()
      frames.finish()
    }
  }

  /// The demuxer's stage: packets of the video go to the decoder, those of copied streams around the network.
  ///
  /// The muxer takes packets as they come and waits for nobody, so only the decoder holds the demuxer up.
  private func demux(
    to packets: BoundedQueue<Packet>, output: PacketOutput?, stop: StopTime
  ) throws(PipelineError) {
    var isDecoding = true
    while isDecoding || output.map({ !$0.copiedStreams.isEmpty }) ?? false {
      guard let packet = try demuxer.read() else { break }
      if packet.streamIndex == demuxer.video.streamIndex {
        let seconds = packet.writingSeconds
        if isDecoding { isDecoding = try packets.send(packet) }
        if !isDecoding, let end = stop.seconds, let seconds,
          seconds >= end + Self.interleavingSeconds
        {
          break
        }
      } else if let output, output.copiedStreams.contains(packet.streamIndex),
        !isRepeated(packet)
      {
        try output.packets.send(.copied(packet))
      }
    }
    packets.finish()
    output?.packets.finish()
  }
}
