import CFFmpeg
import Glibc

/// Reads a media file or pipe packet by packet. For use from one thread at a time.
package final class Demuxer {
  /// What names the input in messages: its path, or `standard input`.
  package let name: String
  /// Every stream that the file has when it is opened.
  package let streams: [StreamInfo]
  /// Those that began later, as they may in recordings of broadcasts: by then the output has its header, so their packets
  /// are not read.
  package private(set) var lateStreams: [StreamInfo] = []
  /// The stream to upscale: the default one or the first, never cover art.
  package let video: VideoInfo
  /// Time of the file's start, in seconds on the clock of its packets.
  package let startSeconds: Double
  /// Where reading ended early because the file is damaged: one sentence.
  package private(set) var damage: String?
  private var ending = FileEnding()
  private let reader: PacketReader
  /// Where the file's clock jumped first, in seconds from its start.
  package var firstJump: Double? { reader.firstJump.map { $0 - startSeconds } }

  let context: UnsafeMutablePointer<AVFormatContext>
  private let interruption: Interruption

  /// Opens the file at `path`, or standard input when `path` is `-`.
  ///
  /// `isCancelled` is asked while a read blocks; once it is true, reads end with `.interrupted`.
  /// The video is the stream with the index `videoStream`, or where that is nil, the default one or the first.
  /// - Throws: `.unreadableInput` when it is missing, empty, no media or holds no video; `.usage` when the stream that is
  ///   wanted is no video.
  package init(
    path: String, videoStream: Int? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(PipelineError) {
    MediaLog.install()
    let name = path == "-" ? "standard input" : path
    let interruption = Interruption(isCancelled)
    var opened: UnsafeMutablePointer<AVFormatContext>? = try Self.open(path, name, interruption)
    do throws(PipelineError) {
      guard let context = opened else { throw PipelineError(.processing, "out of memory") }
      MediaLog.forgetLastError()
      let code = avformat_find_stream_info(context, nil)
      guard code >= 0 else { throw Self.failure(code, name) }
      self.streams = (0..<Int(context.pointee.nb_streams)).compactMap { index in
        context.pointee.streams[index].map { StreamInfo($0) }
      }
      self.video = try Self.chooseVideo(context, name, wanted: videoStream)
      self.startSeconds =
        Double(optionalTime(context.pointee.start_time) ?? 0) / Double(AV_TIME_BASE)
      self.context = context
      self.reader = PacketReader(context)
      self.name = name
      self.interruption = interruption
    } catch {
      avformat_close_input(&opened)
      throw error
    }
  }

  deinit {
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&context)
  }

  /// The next packet of any stream that is read, or nil at the end.
  ///
  /// A file that is damaged from here on ends here, and `damage` says so.
  package func read() throws(PipelineError) -> Packet? {
    let packet = Packet()
    while true {
      MediaLog.forgetLastError()
      let code = reader.read(packet)
      if code >= 0 {
        ending.note(packet)
        if isKnown(packet) { return packet }
        av_packet_unref(packet.pointer)
        continue
      }
      if code == rlfn_averror(EAGAIN) { continue }
      // The demuxers of most containers call what is cut off an end like any other; some say what they miss.
      let said =
        code == rlfn_averror_eof()
        ? MediaLog.lastError ?? ending.missing(in: context) : MediaLog.reason(code)
      guard code == rlfn_averror_eof() || code == rlfn_averror_invalid_data() else {
        throw Self.failure(code, name)
      }
      if let said { damage = "\(name) is damaged: reading ended early (\(said))" }
      return nil
    }
  }

  /// False for a packet of a stream that began late, which is noted.
  private func isKnown(_ packet: borrowing Packet) -> Bool {
    let index = packet.streamIndex
    guard let stream = context.pointee.streams[index] else { return false }
    if index < streams.count { return true }
    if !lateStreams.contains(where: { $0.index == index }) {
      lateStreams.append(StreamInfo(stream))
    }
    return false
  }

  /// Jumps to the last key frame at or before that time, or farther back, counted from the start of the file.
  ///
  /// The decoder must be flushed (`VideoDecoder.flush`); frames before the time are the caller's to drop. Where the
  /// input cannot jump (a pipe), it stays where it is, which is before that time too.
  package func seek(toSeconds seconds: Double) throws(PipelineError) {
    guard canSeek else { return }
    // Some containers (transport streams) know no key frames: one jumps into the middle of what needs one.
    for position in [0, -2, -10, -60].map({ seconds + $0 }).filter({ $0 > 0 }) + [0] {
      // Then it stands at the start, which is right for any time.
      guard try jump(toSeconds: position) else { return }
      guard try canBegin(before: startSeconds + seconds) else { continue }
      try jump(toSeconds: position)
      return
    }
    // What is shown first is decoded even earlier.
    try jump(toSeconds: -10)
  }

  /// Whether the next key frame of the video comes no later than that time, on the clock of the packets.
  private func canBegin(before seconds: Double) throws(PipelineError) -> Bool {
    while let packet = try read() {
      guard packet.streamIndex == video.streamIndex, let time = packet.seconds else { continue }
      if time > seconds + FrameRange.toleranceSeconds { return false }
      if packet.isKeyFrame { return true }
    }
    return false
  }

  /// False where nobody knows which byte belongs to a time, as in raw streams: there it jumps to the first one.
  @discardableResult
  private func jump(toSeconds seconds: Double) throws(PipelineError) -> Bool {
    let start = optionalTime(context.pointee.start_time) ?? 0
    let target = start + Int64((seconds * Double(AV_TIME_BASE)).rounded())
    damage = nil
    ending = FileEnding()
    reader.reset()
    let code = avformat_seek_file(context, -1, .min, target, target, 0)
    if code == rlfn_averror_exit() { throw Self.failure(code, name) }
    guard code < 0, av_seek_frame(context, -1, start, AVSEEK_FLAG_BACKWARD) < 0 else { return true }
    guard av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE) >= 0 else {
      throw PipelineError(
        .unreadableInput, "cannot jump to \(seconds) s in \(name): \(MediaLog.text(code))")
    }
    return false
  }

  /// Whether the input is a file, in which one can jump.
  package var canSeek: Bool { context.pointee.pb.map { $0.pointee.seekable != 0 } ?? false }

  /// How the container says that the pictures are to be turned.
  var orientation: PixelTurn? {
    var size = 0
    guard let data = av_stream_get_side_data(videoStream, AV_PKT_DATA_DISPLAYMATRIX, &size),
      size >= 9 * MemoryLayout<Int32>.size
    else { return nil }
    return UnsafeRawPointer(data).withMemoryRebound(to: Int32.self, capacity: 9) {
      PixelTurn(displayMatrix: $0)
    }
  }

  /// The AVStream that is upscaled; it belongs to the reading thread.
  var videoStream: UnsafeMutablePointer<AVStream> {
    guard let stream = context.pointee.streams[video.streamIndex] else {
      preconditionFailure("the video stream was found when the file was opened")
    }
    return stream
  }
}
