/// Turns packets into the frames of the range that is asked for.
///
/// The first frame is taken before the stages start (it decides on the encoder), the others in the decoder's stage.
final class FrameDecoder {
  private let decoder: VideoDecoder
  private let startSeconds: Double
  private let inputName: String
  private let isDone: @Sendable (Int) -> Bool
  private var range: FrameRange
  private var isAtEnd = false
  /// Where the picture stops before the input does, on the clock of the packets; known behind the last frame.
  private(set) var stopSeconds: Double?

  /// `isDone` tells of a frame's number whether what is made of it exists already.
  init(_ demuxer: Demuxer, options: JobOptions, isDone: @escaping @Sendable (Int) -> Bool)
    throws(PipelineError)
  {
    // Frame threads hold a frame each, and a few of them are faster than any network.
    decoder = try VideoDecoder(for: demuxer, threads: min(4, options.threads))
    startSeconds = demuxer.startSeconds
    inputName = demuxer.name
    range = FrameRange(options)
    self.isDone = isDone
  }

  /// Frames and packets that were damaged.
  var damagedCount: Int { decoder.damagedCount }

  /// The next frame of the range that is not done, or nil behind the last.
  ///
  /// `nextPacket` gives the packets of the video stream, and nil at the end.
  /// - Throws: `.unreadableInput` when there is no frame at all, `.usage` when there is none in the range.
  func next(
    _ nextPacket: () throws(PipelineError) -> Packet?
  ) throws(PipelineError) -> DecodedFrame? {
    var work = 0.0
    while !isAtEnd, !range.isFull {
      var clock = StageClock()
      switch try decoder.receive() {
      case .frame(let frame):
        work += clock.lap()
        let seconds = frame.seconds ?? 0
        switch range.place(of: seconds - startSeconds) {
        case .before: continue
        case .behind:
          isAtEnd = true
          stopSeconds = startSeconds + range.endSeconds
        case .inside:
          let index = range.count
          range.countFrame()
          if isDone(index) { continue }
          return give(frame, index: index, seconds: seconds, work: work)
        }
      case .needsInput:
        work += clock.lap()
        if let packet = try nextPacket() {
          clock = StageClock()
          try decoder.send(packet)
          work += clock.lap()
        } else {
          try decoder.finish()
        }
      case .finished:
        isAtEnd = true
      }
    }
    if range.count == 0 {
      throw PipelineError(
        .usage, "no frame of \(inputName) lies in the part that is asked for",
        hint: "see --ss, --to and --frames")
    }
    return nil
  }

  private func give(
    _ frame: consuming Frame, index: Int, seconds: Double, work: Double
  ) -> DecodedFrame {
    var record = FrameRecord(index: index, pts: frame.pts, timeSeconds: seconds)
    record[.decode] = work * 1000
    if range.isFull { stopSeconds = seconds + Double(frame.duration) * frame.timeBase.value }
    return DecodedFrame(frame: frame, record: record)
  }
}
