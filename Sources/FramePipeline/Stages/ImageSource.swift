/// Frames from image files: one stage that reads them in order.
final class ImageSource: FrameSource {
  private let paths: [String]
  private let rate: Rational
  private let isStrict: Bool
  private let isDone: @Sendable (Int) -> Bool
  private var range: FrameRange
  private var nextIndex = 0
  private var firstIndex: Int?

  let codec: String
  let frameRate: Rational?
  let expectedFrames: Int?
  let orientation: PixelTurn? = nil
  private var damagedPaths: [String] = []
  var damage: [String] {
    guard let first = damagedPaths.first else { return [] }
    let others =
      damagedPaths.count == 1 ? "" : " and \(counted(damagedPaths.count - 1, "other image"))"
    return ["\(first)\(others): damaged, decoded as far as possible"]
  }
  var warnings: [String] { damage }

  /// - Parameters:
  ///   - isDone: whether the picture made of that image exists, and the image is to be left alone.
  init(paths: [String], options: JobOptions, isDone: @escaping @Sendable (Int) -> Bool) {
    self.paths = paths
    rate = options.frameRate
    isStrict = options.isStrict
    self.isDone = isDone
    let range = FrameRange(options)
    self.range = range
    codec = paths.first.map(Path.fileExtension) ?? ""
    frameRate = options.frameRate
    let rate = options.frameRate.value
    let wanted = paths.indices.filter { range.place(of: Double($0) / rate) == .inside }
      .prefix(options.frameLimit ?? .max)
    expectedFrames = wanted.count { !isDone($0) }
  }

  /// The next image of the range, or nil behind the last.
  ///
  /// Its time counts from the first image that is read, in units of one frame.
  /// - Throws: `.unreadableInput`; `.usage` when no image is in the range.
  func next() throws(PipelineError) -> DecodedFrame? {
    while nextIndex < paths.count, !range.isFull {
      let index = nextIndex
      nextIndex += 1
      let place = range.place(of: Double(index) / rate.value)
      if place == .before { continue }
      if place == .behind { break }
      range.countFrame()
      if isDone(index) { continue }
      var clock = StageClock()
      var frame = try ImageReader.read(paths[index])
      let milliseconds = clock.lap() * 1000
      if frame.isDamaged {
        damagedPaths.append(paths[index])
        // Each picture may be a file of its own: at the end of the job it would be too late.
        if isStrict, let damage = damage.first { throw PipelineError.strict(damage) }
      }
      let first = firstIndex ?? index
      firstIndex = first
      frame.timeBase = Rational(rate.denominator, rate.numerator)
      frame.pts = Int64(index - first)
      frame.duration = 1
      var record = FrameRecord(
        index: index, pts: frame.pts, timeSeconds: Double(index - first) / rate.value)
      record[.decode] = milliseconds
      return DecodedFrame(frame: frame, record: record)
    }
    try range.requireFrames(of: paths.first ?? "")
    return nil
  }

  func start(in group: StageGroup, frames: BoundedQueue<DecodedFrame>, output: PacketOutput?) {
    let source = Handover(self)
    group.run("read") { () throws(PipelineError) in
      while let frame = try source.value.next() { try frames.send(frame) }
      frames.finish()
      output?.packets.finish()
    }
  }
}
