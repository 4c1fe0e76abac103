extension Comparison {
  /// How two lists of times agree, once one of them is moved so that their starts agree.
  struct Agreement {
    /// The largest distance between two times of the same number.
    var largest: Int128 = 0
    /// The number of the first pair that is farther apart than allowed.
    var firstBeyond: Int?
    /// How far the second list was moved.
    var shift: Int128 = 0
  }

  /// Compares times one by one. `nil` agrees with everything: there is nothing to compare.
  func agreement(_ before: [Int128?], _ after: [Int128?], allowing tolerance: Int128) -> Agreement {
    var result = Agreement()
    var shift: Int128?
    for (index, pair) in zip(before, after).enumerated() {
      guard let first = pair.0, let second = pair.1 else { continue }
      let moved = shift ?? second - first
      shift = moved
      let distance = abs(second - first - moved)
      result.largest = max(result.largest, distance)
      if distance > tolerance, result.firstBeyond == nil { result.firstBeyond = index }
    }
    result.shift = shift ?? 0
    return result
  }

  /// Number and times of the frames.
  mutating func compareFrames() {
    let (input, output) = (before.picture, after.picture)
    let count = (input.frames.count, output.frames.count)
    let isStill = count.1 == 1 && !container.hasTimes
    add(
      "frames", "\(count.0)", "\(count.1)",
      count.0 == count.1 ? .same : isStill ? .notInThisContainer : .different)
    if input.damagedCount + output.damagedCount > 0 {
      add(
        "damaged frames", "\(input.damagedCount)", "\(output.damagedCount)",
        output.damagedCount == 0
          ? .converted : output.damagedCount == input.damagedCount ? .same : .different,
        output.damagedCount == 0 ? "as the decoder makes them" : nil)
    }
    if output.senselessTimeCount > input.senselessTimeCount {
      add(
        "frames in a thousand years", "\(input.senselessTimeCount)", "\(output.senselessTimeCount)",
        .different)
    }
    if let damage = after.damage {
      add("end of the file", before.damage ?? "whole", damage, .different)
    }
    guard let inputBase = input.timeBase, let outputBase = output.timeBase else {
      if input.timeBase != nil, count.0 > 1 {
        add("frame times", "stated", "", .notInThisContainer)
      }
      return
    }
    compareFrameTimes(inputBase, outputBase)
    compareEnds(inputBase, outputBase)
  }

  private mutating func compareFrameTimes(_ inputBase: Rational, _ outputBase: Rational) {
    let old = before.picture.frames.map { $0.time.map { clock.units($0, inputBase) } }
    let new = after.picture.frames.map { $0.time.map { clock.units($0, outputBase) } }
    let unit = tick(outputBase)
    // Where every distance is a whole number of the container's ticks, none may be rounded.
    let start = old.first.flatMap { $0 } ?? 0
    let isExact = old.allSatisfy { $0.map { ($0 - start) % unit == 0 } ?? true }
    let found = agreement(old, new, allowing: isExact ? 0 : unit)
    let last = { (times: [Int128?]) in
      (times.last.flatMap { $0 } ?? 0) - (times.first.flatMap { $0 } ?? 0)
    }
    let cells = ("0 to \(text(last(old)))", "0 to \(text(last(new)))")
    if let index = found.firstBeyond {
      let origins = (origin(before), origin(after))
      let times = ((old[index] ?? 0) - origins.0, (new[index] ?? 0) - origins.1)
      add(
        "frame times", cells.0, cells.1,
        container.hasVariableRate ? .different : .notInThisContainer,
        "frame \(index): \(text(times.1)) instead of \(text(times.0))")
    } else if found.largest > 0 {
      add(
        "frame times", cells.0, cells.1, .rounded,
        "by at most \(text(found.largest)): \(container.name) counts in \(outputBase) s")
    } else {
      add("frame times", cells.0, cells.1, .same)
    }
  }

  /// How long the picture lasts: to the end of the last frame.
  private mutating func compareEnds(_ inputBase: Rational, _ outputBase: Rational) {
    // By the last frame, and as the file states it: FFmpeg's demuxer of MP4 cuts the last frame short by what the picture begins
    // late, and guesses its length where frames are not stored in their order.
    func lengths(_ picture: PictureFacts, _ base: Rational) -> [Int128] {
      guard let first = picture.frames.first?.time, let last = picture.frames.last,
        let time = last.time, last.duration > 0
      else { return [] }
      let byFrame = time + last.duration - first
      return [byFrame, max(byFrame, picture.statedDuration ?? 0)].map { clock.units($0, base) }
    }
    let pairs = lengths(before.picture, inputBase).flatMap { old in
      lengths(after.picture, outputBase).map { (old, $0) }
    }
    guard let (old, new) = pairs.min(by: { abs($0.1 - $0.0) < abs($1.1 - $1.0) }) else { return }
    let difference = abs(new - old)
    let isRounded = difference <= max(tick(outputBase), rounding(inputBase))
    // Where nobody says how long the last frame is shown, FFmpeg takes a frame of the usual length.
    let usual = max(
      clock.units(before.picture.frames.last?.duration ?? 0, inputBase),
      clock.units(after.picture.frames.last?.duration ?? 0, outputBase))
    let isLastFrame = !container.saysLastDuration && difference <= usual
    add(
      "picture duration", text(old), text(new),
      difference == 0
        ? .same
        : isRounded || isLastFrame
          ? .rounded : container.hasVariableRate ? .different : .notInThisContainer,
      isLastFrame && !isRounded
        ? "\(container.name) does not say how long the last frame is shown" : nil)
  }

  /// Where a stream begins, seen from the picture's first frame, when its packets are shown, and how long it lasts.
  mutating func compareTimes(
    _ name: String, _ old: [StreamFacts.Packet], _ oldBase: Rational, _ new: [StreamFacts.Packet],
    _ newBase: Rational, _ kind: StreamInfo.Kind, isCounted: Bool = false
  ) {
    let oldTimes = old.map { $0.time.map { clock.units($0, oldBase) - origin(before) } }
    let newTimes = new.map { $0.time.map { clock.units($0, newBase) - origin(after) } }
    let unit = tick(newBase)
    let pictureUnit = after.picture.timeBase.map(tick) ?? 0
    let startUnit = container.startUnit.map(tick) ?? 0
    let tolerance = (unit + pictureUnit) / 2 + startUnit
    if let first = oldTimes.first.flatMap({ $0 }), let second = newTimes.first.flatMap({ $0 }) {
      let difference = abs(second - first)
      add(
        name + ": start", text(first), text(second),
        difference == 0
          ? .same
          : difference <= tolerance
            ? .rounded : container.hasStarts ? .different : .notInThisContainer,
        "from the first frame")
    }
    if old.count == new.count {
      // Counted in samples, times are more exact than the input's may have been.
      let found = agreement(
        oldTimes, newTimes, allowing: isCounted ? max(unit, rounding(oldBase)) : unit)
      if let index = found.firstBeyond {
        let times = ((oldTimes[index] ?? 0), (newTimes[index] ?? 0) - found.shift)
        add(
          name + ": times", "\(old.count) packets", "\(new.count) packets",
          container.keepsPackets ? .different : .notInThisContainer,
          "packet \(index): \(text(times.1)) instead of \(text(times.0))")
      } else {
        add(
          name + ": times", "\(old.count) packets", "\(new.count) packets",
          found.largest == 0 ? .same : .rounded,
          found.largest == 0 ? nil : "by at most \(text(found.largest))")
      }
    }
    if kind == .subtitle, old.count == new.count {
      compareDisplay(name, old, oldBase, new, newBase)
    }
    let isAudio = kind == .audio
    let lengths = (length(old, oldBase, isAudio: isAudio), length(new, newBase, isAudio: isAudio))
    guard let before = lengths.0, let after = lengths.1 else { return }
    let difference = abs(after - before)
    let allowed = tick(oldBase) + 2 * unit
    add(
      name + ": duration", text(before), text(after),
      difference == 0
        ? .same
        : difference <= allowed
          ? .rounded : container.keepsDurations ? .different : .notInThisContainer)
  }

  /// How long each subtitle is shown.
  private mutating func compareDisplay(
    _ name: String, _ old: [StreamFacts.Packet], _ oldBase: Rational, _ new: [StreamFacts.Packet],
    _ newBase: Rational
  ) {
    let pairs = zip(old, new).map {
      (clock.units($0.duration, oldBase), clock.units($1.duration, newBase))
    }
    let allowed = tick(oldBase) + 2 * tick(newBase)
    let first = pairs.firstIndex { abs($0.0 - $0.1) > allowed }
    let isExact = pairs.allSatisfy { $0.0 == $0.1 }
    add(
      name + ": lengths", "\(old.count) subtitles", "\(new.count) subtitles",
      isExact
        ? .same
        : first == nil ? .rounded : container.keepsDurations ? .different : .notInThisContainer,
      first.map { "number \($0): \(text(pairs[$0].1)) instead of \(text(pairs[$0].0))" })
  }

  /// From the first packet to the end of the last.
  private func length(_ packets: [StreamFacts.Packet], _ base: Rational, isAudio: Bool) -> Int128? {
    let timed = packets.filter { $0.time != nil }
    guard let first = timed.compactMap(\.time).min(),
      let last = timed.max(by: { ($0.time ?? 0) < ($1.time ?? 0) }), let start = last.time
    else { return nil }
    // FFmpeg's demuxer of MP4 cuts a last packet short by what the stream begins late.
    let before = isAudio ? packets.dropLast().last?.duration ?? 0 : 0
    return clock.units(start + max(last.duration, before) - first, base)
  }
}
