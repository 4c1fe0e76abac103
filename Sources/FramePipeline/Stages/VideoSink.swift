/// Encodes frames and writes them, with the source's other streams, to a container.
final class VideoSink: FrameSink {
  private let muxer: Muxer
  private let encoder: VideoEncoder
  /// The muxer's queue: encoder and demuxer (or the stage that reads images) fill it.
  private let packets: BoundedQueue<MuxerPacket>
  private let stop = StopTime()
  private let inputName: String
  private let tell: (Progress.Event) -> Void
  private var hasToldUnsteady = false

  /// Opens the encoder and writes the header. `tell` is told what the user should know before the end.
  init(
    muxer: Muxer, job: UpscaleJob, width: Int, height: Int, first: borrowing FrameProperties,
    showsTransparency: Bool, frameRate: Rational?, group: StageGroup,
    tell: @escaping (Progress.Event) -> Void
  ) throws(PipelineError) {
    self.muxer = muxer
    self.tell = tell
    inputName = job.input.path
    var settings = job.options.encoder
    // Who says what is behind the picture does not want to see through it.
    settings.keepsAlpha = showsTransparency && job.options.background == nil
    encoder = try VideoEncoder(
      settings: settings, width: width, height: height, first: first, frameRate: frameRate,
      for: muxer)
    if encoder.isChosenForAlpha {
      tell(
        .note(
          "\(inputName) has transparency: encoded with \(encoder.name), which keeps it; --background or "
            + "--codec chooses otherwise"))
    }
    try muxer.start(encoder)
    packets = group.queue(capacity: 64, producers: 2)
  }

  /// A muxer for the output of a job, before anything is decoded.
  static func muxer(
    path: String, job: UpscaleJob, source: Demuxer?, group: StageGroup
  ) throws(PipelineError) -> Muxer {
    let options = job.options
    var selection = CopySelection(options)
    // Frames of images count from the start of the range already.
    if source == nil { (selection.startSeconds, selection.endSeconds) = (nil, nil) }
    return try Muxer(
      path: path, formatName: options.format ?? (path == "-" ? "yuv4mpegpipe" : nil),
      overwrites: options.existingOutput == .overwrite, source: source, copying: selection
    ) { group.failure != nil }
  }

  var codec: String { encoder.name }
  var needsOneSize: Bool { true }
  let lanes = 1
  var keepsAlpha: Bool { encoder.format.pixels.hasAlpha }
  var byteCount: Int { Int(muxer.byteCount) }
  /// What the encoder loses comes first: it is known from the start.
  var warnings: [String] {
    guard let depth = encoder.lostDepth else { return muxer.warnings }
    let warning =
      "the encoder \(encoder.name) takes \(depth.output) bits a sample, the source has \(depth.source); "
      + "--codec ffv1 in mkv takes them"
    return [warning] + muxer.warnings
  }

  func format(width: Int, height: Int, source: borrowing FrameProperties) -> FrameFormat {
    encoder.format
  }

  func encode(_ frame: consuming Frame, index: Int, lane: Int) throws(PipelineError) -> Double {
    var clock = StageClock()
    try encoder.send(frame)
    let work = clock.lap()
    warnOfUnsteadyFrame()
    return try work + sendPackets()
  }

  /// Tells at once, as the user may rather begin again, and only once.
  private func warnOfUnsteadyFrame() {
    guard !hasToldUnsteady, let (index, seconds) = encoder.unsteadyFrame else { return }
    hasToldUnsteady = true
    let rate = encoder.frameRate?.rateText ?? ""
    let container = muxer.formatName == "yuv4mpegpipe" ? "y4m" : muxer.formatName
    let (what, others) =
      muxer.container.hasVariableRate
      ? (encoder.name, "other encoders") : (container, "mkv and mp4")
    let milliseconds = Int((abs(seconds) * 1000).rounded())
    tell(
      .warning(
        "\(what) has one frame rate (\(rate)), but frame \(index) of \(inputName) comes \(milliseconds) ms "
          + "\(seconds > 0 ? "late" : "early"): times are not kept; \(others) keep them, --fps-mode cfr:\(rate) "
          + "repeats and drops frames"))
  }

  func drain() throws(PipelineError) -> Double {
    var clock = StageClock()
    try encoder.finish()
    let work = try clock.lap() + sendPackets()
    packets.finish()
    return work
  }

  /// Hands over the packets that are ready; waiting for the muxer is not counted.
  private func sendPackets() throws(PipelineError) -> Double {
    var work = 0.0
    while true {
      var clock = StageClock()
      let output = try encoder.receive()
      work += clock.lap()
      guard case .packet(let packet) = consume output else { return work }
      try packets.send(.encoded(packet))
    }
  }

  /// Where the source's other packets go; `streams` are those that the source has.
  func packetOutput(streams: [StreamInfo]) -> PacketOutput {
    let copied = streams.map(\.index).filter { muxer.copies(streamIndex: $0) }
    return PacketOutput(packets: packets, copiedStreams: Set(copied), stop: stop)
  }

  /// Starts the stage that writes packets in the order of their times.
  func start(in group: StageGroup) {
    let sink = Handover(self)
    group.run("mux") { () throws(PipelineError) in try sink.value.mux() }
  }

  private func mux() throws(PipelineError) {
    var interleaver = PacketInterleaver()
    let copy = { (packet: consuming Packet) throws(PipelineError) in
      try self.muxer.write(copied: packet)
    }
    while let packet = try packets.receive() {
      switch consume packet {
      case .copied(let packet):
        try interleaver.hold(packet, write: copy)
      case .encoded(let packet):
        try interleaver.release(upTo: packet.writingSeconds, write: copy)
        try muxer.write(video: packet)
      }
    }
    try interleaver.finish(endSeconds: stop.seconds, write: copy)
  }

  func complete() throws(PipelineError) { try muxer.finish() }

  func abandon() { muxer.abort() }
}
