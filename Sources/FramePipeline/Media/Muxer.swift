import CFFmpeg

/// Writes the encoded video and the copied streams into a container.
///
/// The file grows under a temporary name beside the target and is renamed by `finish()`; until then `abort()`
/// or the end of the object deletes it. Order of use: make it, make the encoder for it, `start`, write,
/// `finish`. Packets of copied streams may be written before `start`: they are kept.
///
/// All streams stay on the source's clock, so that their distances are the source's; a container that has no
/// negative times moves all of them by the same amount. For use from one thread at a time.
package final class Muxer {
  /// What could not be kept, one sentence each; complete after `finish`.
  package internal(set) var warnings: [String] = []

  let container: ContainerFormat
  let file: OutputFile
  let source: SourceHeader?
  let selection: CopySelection
  var context: UnsafeMutablePointer<AVFormatContext>?
  var videoTrack: Track?
  /// For each stream of the source how it is copied; nil where it is not.
  var tracks: [Track?] = []
  /// By how much all times become smaller, because a part of the input is kept; known from `start` on.
  var shiftMicroseconds: Int64 = 0
  /// By how much everything comes later in the output, in a unit in which that is exact for every stream.
  var delay = (ticks: Int64(0), unit: AVRational(num: 1, den: 1))
  /// Packets of copied streams that came before `start`.
  var kept: [UnsafeMutablePointer<AVPacket>] = []
  /// How long the last frame is shown, in units of its time base.
  private var lastDuration = (ticks: Int64(0), timeBase: Rational(0, 1))
  private var isFinished = false

  /// Prepares the output.
  ///
  /// - Parameters:
  ///   - path: the target; its extension names the container. `-` is standard output.
  ///   - formatName: FFmpeg's name of the container, where the path does not tell it.
  ///   - overwrites: whether an existing target is replaced (when complete) or an error.
  ///   - isCancelled: asked while a write to a pipe blocks; once it is true, writes fail.
  ///   - source: where the other streams come from; nil when there are none. What is needed of it is copied now, so
  ///     packets may be read on another thread afterwards.
  /// - Throws: `.usage` for an unknown container; `.unwritableOutput` when the target exists or cannot be made.
  package init(
    path: String, formatName: String? = nil, overwrites: Bool, source: Demuxer?,
    copying selection: CopySelection = CopySelection(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(PipelineError) {
    MediaLog.install()
    container = try ContainerFormat(path: path, formatName: formatName)
    if let source {
      self.source = try SourceHeader(source)
    } else {
      self.source = nil
    }
    self.selection = selection
    file = try OutputFile(path, overwrites: overwrites, isCancelled: isCancelled)
  }

  deinit { abort() }

  /// What the source's container says of the stream that is upscaled.
  var videoHeader: StreamHeader? { source.map { $0.streams[$0.videoIndex] } }

  /// Bytes written so far.
  package var byteCount: Int64 { file.byteCount }

  /// Whether the container can say that the picture is to be turned.
  package var keepsDisplayMatrix: Bool { container.keepsDisplayMatrix }

  /// FFmpeg's name of the container.
  package var formatName: String { container.name }

  /// Whether packets of that stream of the source can go into the output. Before `start` nobody knows whether the
  /// container holds them.
  package func copies(streamIndex: Int) -> Bool {
    guard let source, streamIndex != source.videoIndex, streamIndex < source.streams.count else {
      return false
    }
    if context != nil { return tracks[streamIndex] != nil }
    return selection.includes(source.streams[streamIndex].kind)
  }

  /// Writes the header: the streams in the source's order, the upscaled one in its place.
  /// - Throws: `.unwritableOutput` when the container does not take the encoder's stream, or the disk is full.
  package func start(_ encoder: VideoEncoder) throws(PipelineError) {
    precondition(context == nil && !isFinished, "a muxer starts once")
    try writeHeader(encoder)
    let waiting = kept
    kept = []
    for pointer in waiting { try writeCopied(Packet(owning: pointer)) }
    // What came so far lies before the first frame, and so do subtitles that are on then.
    for case let track? in tracks where track.isGraphics { try writeLead(of: track) }
  }

  /// Writes a packet of the encoder.
  package func write(video packet: consuming Packet) throws(PipelineError) {
    guard let videoTrack else { preconditionFailure("start the muxer before writing video") }
    lastDuration = (packet.duration, packet.timeBase)
    move(packet)
    try write(packet, videoTrack)
  }

  /// Writes a packet of the source; one of a stream that is not copied is dropped.
  package func write(copied packet: consuming Packet) throws(PipelineError) {
    guard copies(streamIndex: packet.streamIndex) else { return }
    if context == nil {
      forgetKept(before: packet)
      kept.append(packet.release())
    } else {
      try writeCopied(packet)
    }
  }

  /// Completes the file and gives it its name.
  package func finish() throws(PipelineError) {
    guard let context else { preconditionFailure("start the muxer before finishing") }
    setLastDelay(lastDuration.ticks, lastDuration.timeBase, of: context)
    MediaLog.forgetLastError()
    let code = av_write_trailer(context)
    try file.check()
    guard code >= 0 else { throw failure(code) }
    for case let track? in tracks {
      if track.waitsForKeyFrame, track.lacksKeyFrame {
        warnings.append(
          "\(track.name) has no key frame in the part that is asked for: nothing of it is kept")
      } else if track.packetCount == 0, container.isMOV, track.converter == nil {
        warnings.append("\(track.name) is empty: left out")
      } else if track.droppedCount > 0 {
        warnings.append("\(track.droppedCount) packets of \(track.name) could not be kept")
      }
      if track.closedSeconds > 0 {
        warnings.append(
          "\(container.name) counts the samples of \(track.name), which has gaps: at the end it comes "
            + "\(Int(track.closedSeconds * 1000)) ms early; mkv keeps them")
      }
    }
    try file.commit()
    isFinished = true
    free()
  }

  /// Deletes what was written. Does nothing after `finish`.
  package func abort() {
    for pointer in kept { _ = Packet(owning: pointer) }
    kept = []
    free()
    file.discard()
  }

  private func free() {
    videoTrack = nil
    tracks = []
    context?.pointee.pb = nil
    avformat_free_context(context)
    context = nil
  }

  func failure(_ code: Int32) -> PipelineError {
    PipelineError(.unwritableOutput, "cannot write \(file.name): \(MediaLog.reason(code))")
  }
}
