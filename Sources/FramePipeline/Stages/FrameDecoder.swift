/// Turns packets into the frames of the range that is asked for.
///
/// The first frame is taken before the stages start (it decides on the encoder), the others in the decoder's stage.
final class FrameDecoder {
  private let decoder: VideoDecoder
  private let deinterlacer: Deinterlacer?
  private let refusesInterlaced: Bool
  private let startSeconds: Double
  private let inputName: String
  private let isDone: @Sendable (Int) -> Bool
  private var range: FrameRange
  private var constantRate: ConstantRate?
  /// Where the last frame before the range is shown, counted from the start of the input; nil where others follow.
  private var lastSecondsBefore: Double?
  private var isDrained = false
  private var isAtEnd = false
  private var decodedCount = 0
  /// Frames that came interlaced after one that was not, and without a word from the user.
  private(set) var interlacedCount = 0
  /// Where the picture stops before the input does, on the clock of the packets; known behind the last frame.
  private(set) var stopSeconds: Double?

  /// `isDone` tells of a frame's number whether what is made of it exists already.
  init(_ demuxer: Demuxer, options: JobOptions, isDone: @escaping @Sendable (Int) -> Bool)
    throws(PipelineError)
  {
    // Frame threads hold a frame each, and a few of them are faster than any network.
    decoder = try VideoDecoder(for: demuxer, threads: min(4, options.threads))
    switch options.deinterlacing {
    case nil, .off: deinterlacer = nil
    case let method?: deinterlacer = Deinterlacer(method)
    }
    refusesInterlaced = options.deinterlacing == nil
    if let rate = options.constantRate {
      constantRate = ConstantRate(rate)
    } else {
      constantRate = nil
    }
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
  /// - Throws: `.unreadableInput` when there is no frame at all, `.usage` when there is none in the range, or it is
  ///   interlaced and nobody said what to do.
  func next(
    _ nextPacket: () throws(PipelineError) -> Packet?
  ) throws(PipelineError) -> DecodedFrame? {
    var work = 0.0
    while !range.isFull {
      if let frame = constantRate?.next() {
        let index = range.count
        range.countFrame()
        if isDone(index) { continue }
        return give(frame, index: index, work: work)
      }
      if isAtEnd { break }
      guard let frame = try decode(nextPacket, &work) else {
        isAtEnd = true
        constantRate?.finish()
        continue
      }
      let seconds = (frame.seconds ?? 0) - startSeconds
      switch range.place(of: seconds) {
      case .before: lastSecondsBefore = seconds
      case .behind:
        lastSecondsBefore = nil
        isAtEnd = true
        stopSeconds = startSeconds + range.endSeconds
        constantRate?.finish()
      case .inside:
        if constantRate != nil {
          constantRate?.add(frame)
          continue
        }
        let index = range.count
        range.countFrame()
        if isDone(index) { continue }
        return give(frame, index: index, work: work)
      }
    }
    try range.requireFrames(of: inputName, lastSeconds: lastSecondsBefore)
    return nil
  }

  /// The next frame of the input as a whole picture, or nil behind the last; adds to the seconds of work.
  private func decode(
    _ nextPacket: () throws(PipelineError) -> Packet?, _ work: inout Double
  ) throws(PipelineError) -> Frame? {
    while true {
      if let frame = deinterlacer?.receive() { return frame }
      if isDrained { return nil }
      var clock = StageClock()
      switch try decoder.receive() {
      case .frame(let frame):
        try judge(frame)
        if let deinterlacer {
          try deinterlacer.send(frame)
          work += clock.lap()
        } else {
          work += clock.lap()
          return frame
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
        isDrained = true
        try deinterlacer?.finish()
      }
    }
  }

  /// Refuses an input that begins interlaced; later frames are only counted, as hours of work may lie behind.
  private func judge(_ frame: borrowing Frame) throws(PipelineError) {
    decodedCount += 1
    guard refusesInterlaced, frame.isInterlaced else { return }
    guard decodedCount > 1 else {
      throw PipelineError(
        .usage, "\(inputName) is interlaced: its frames are two half pictures of different times",
        hint:
          "--deinterlace auto makes whole pictures of them, --deinterlace off takes them as they are"
      )
    }
    interlacedCount += 1
  }

  private func give(_ frame: consuming Frame, index: Int, work: Double) -> DecodedFrame {
    let seconds = frame.seconds ?? 0
    var record = FrameRecord(index: index, pts: frame.pts, timeSeconds: seconds)
    record[.decode] = work * 1000
    if range.isFull { stopSeconds = seconds + Double(frame.duration) * frame.timeBase.value }
    return DecodedFrame(frame: frame, record: record)
  }
}
