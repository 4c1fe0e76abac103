extension FileFacts {
  /// A frame or packet so close before the start of a part belongs to it.
  static let toleranceSeconds = 1e-4

  /// Leaves of the facts what a job that takes a part of the file, or gives it a constant rate, has to bring out.
  ///
  /// Frames belong to the part by their times, with a ten thousandth of a second of tolerance, as they are rounded and
  /// times are typed with few decimals. Packets of copied streams at its edges may be in `output` or not.
  mutating func reduce(to expectation: Verification.Expectation, as output: FileFacts) {
    let part = expectation.part
    let fileStart = Double(startMicroseconds) / 1e6
    let start = part.startSeconds.map { $0 + fileStart } ?? -.infinity
    var end = part.endSeconds.map { $0 + fileStart } ?? .infinity
    if let base = picture.timeBase {
      picture.frames.removeAll { frame in
        guard let time = frame.time else { return false }
        let seconds = Double(time) * base.value
        return seconds < start - Self.toleranceSeconds || seconds >= end - Self.toleranceSeconds
      }
    }
    if let rate = expectation.constantRate {
      picture.resample(to: rate)
      picture.statedDuration = nil
    }
    guard !part.isWhole else { return }
    picture.statedDuration = nil
    if let limit = part.frameLimit, picture.frames.count >= limit {
      picture.frames.removeLast(picture.frames.count - limit)
      if let base = picture.timeBase, let last = picture.frames.last, let time = last.time {
        end = Double(time + last.duration) * base.value
      }
    }
    for index in streams.indices where streams[index].index != pictureIndex {
      streams[index].reduce(from: start, to: end, as: output.streams)
    }
    guard part.startSeconds != nil || part.endSeconds != nil else { return }
    let bounds = (start, part.endSeconds.map { $0 + fileStart } ?? .infinity)
    chapters = chapters.compactMap { $0.cut(from: bounds.0, to: bounds.1) }
  }
}

extension FileFacts {
  /// Lets copied videos of an output that is a part of its input begin with it: MP4 tells times before 0 of what is only
  /// decoded, Matroska has none.
  mutating func beginVideos() {
    for index in streams.indices {
      guard streams[index].kind == .video, streams[index].index != pictureIndex else { continue }
      streams[index].begin(at: 0)
    }
  }
}

extension FileFacts.Chapter {
  /// What of it lies between two times in seconds; nil where nothing does.
  fileprivate func cut(from start: Double, to end: Double) -> Self? {
    let unit = timeBase.value
    guard Double(self.end) * unit > start, Double(self.start) * unit < end else { return nil }
    // Whole ticks, like the times themselves.
    let first = Double(self.start) * unit < start ? Int64((start / unit).rounded()) : self.start
    let last = Double(self.end) * unit > end ? Int64((end / unit).rounded()) : self.end
    return Self(start: first, end: last, timeBase: timeBase, tags: tags)
  }
}

extension StreamFacts {
  /// Leaves the packets between two times in seconds: those that one of the output's streams holds, if none is missing
  /// there but at the edges.
  fileprivate mutating func reduce(from start: Double, to end: Double, as others: [StreamFacts]) {
    guard kind != .attachment, kind != .coverArt else { return }
    let unit = timeBase.value
    func lies(_ time: Int64?, until last: Int64?, before end: Double) -> Bool {
      guard let time else { return false }
      let seconds = Double(time) * unit
      let isOn = kind == .subtitle && last.map { Double($0) * unit > start } ?? false
      return (seconds >= start || isOn) && seconds < end
    }
    func lies(_ packet: Packet, before end: Double) -> Bool {
      let last = packet.shownUntil ?? packet.time.map { $0 + packet.duration }
      return lies(packet.time, until: last, before: end)
    }
    cues = cues?.filter { cue in
      lies(cue.time, until: cue.time.map { $0 + cue.duration }, before: end)
    }
    defer { if kind == .subtitle || kind == .video { begin(at: start) } }
    // A video begins with a key frame, and its packets are not in the order of their times.
    let isVideo = kind == .video
    var needed = packets.indices.filter { lies(packets[$0], before: isVideo ? end - 1 : end) }
    if isVideo { needed = Array(needed.drop { !packets[$0].isKeyFrame }) }
    for other in others where other.kind == kind && other.codec == codec {
      guard let run = run(of: other.packets), needed.allSatisfy(run.contains) else { continue }
      packets = Array(packets[run])
      content = other.content
      return
    }
    packets.removeAll { !lies($0, before: end) }
    content = Digest()
  }

  /// What is on already when a part begins, in seconds, comes with it; so does what videos are decoded from before that.
  fileprivate mutating func begin(at start: Double) {
    guard start.isFinite else { return }
    let first = Int64((start / timeBase.value).rounded())
    func begin<Shown: TimedItem>(_ item: Shown) -> Shown {
      var item = item
      guard let time = item.time, time < first else { return item }
      item.duration = max(item.duration - (first - time), 0)
      item.time = first
      return item
    }
    packets = packets.map(begin)
    cues = cues?.map(begin)
  }

  /// Where the contents of other packets lie one after another among these.
  private func run(of others: [Packet]) -> Range<Int>? {
    guard let first = others.first else { return nil }
    return packets.indices.lazy.filter { packets[$0].content == first.content }
      .map { $0..<$0 + others.count }
      .first { range in
        range.upperBound <= packets.count
          && zip(packets[range], others).allSatisfy { $0.content == $1.content }
      }
  }
}
