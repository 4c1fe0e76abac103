extension Comparison {
  /// The streams one by one.
  mutating func compareStreams() {
    let wanted = before.streams.filter { isExpected($0) }
    let text = { (streams: [StreamFacts]) in
      streams.map { $0.kind.rawValue }.reduce(into: [(String, Int)]()) { counts, kind in
        if let index = counts.firstIndex(where: { $0.0 == kind }) {
          counts[index].1 += 1
        } else {
          counts.append((kind, 1))
        }
      }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }
    let others = wanted.filter { $0.index != before.pictureIndex }
    let matching = StreamMatching(others, after.streams.filter { $0.index != after.pictureIndex })
    let lost = matching.pairs.filter { $0.after == nil }.map(\.before)
    lostStreams = Set(lost.map(\.index))
    if before.pictureIndex != nil || !after.streams.isEmpty {
      let isContainer =
        matching.added.isEmpty && lost.allSatisfy { !container.holds($0) }
      let isSame = lost.isEmpty && matching.added.isEmpty
      add(
        "streams", text(wanted), text(after.streams),
        isSame
          ? (matching.keepsOrder ? .same : .different)
          : isContainer ? unfit : .different,
        isSame && !matching.keepsOrder ? "in another order" : nil)
    }
    if let old = wanted.first(where: { $0.index == before.pictureIndex }),
      let new = after.streams.first(where: { $0.index == after.pictureIndex })
    {
      compareDescription(old, new)
    }
    for (old, new) in matching.pairs {
      guard let new else {
        add(
          old.name, describe(old), "",
          container.holds(old) ? .missing : unfit)
        continue
      }
      if old.kind == .attachment {
        compareAttachment(old, new)
      } else {
        compareCopy(old, new)
      }
    }
    for stream in matching.added { add(stream.name, "", describe(stream), .added) }
  }

  /// What is said of streams that the container cannot hold.
  private var unfit: Verification.Verdict {
    expectation.dropsUnfitStreams ? .dropped : .notInThisContainer
  }

  private func isExpected(_ stream: StreamFacts) -> Bool {
    switch stream.kind {
    case .video, .coverArt: true
    case .audio: expectation.hasAudio
    case .subtitle: expectation.hasSubtitles
    case .attachment, .data: expectation.hasMetadata
    }
  }

  private func describe(_ stream: StreamFacts) -> String {
    if stream.kind == .attachment { return stream.tags["filename"] ?? "a file" }
    return [stream.codecName, stream.language].compactMap { $0 }.joined(separator: ", ")
  }

  /// Language, parts and tags.
  private mutating func compareDescription(_ old: StreamFacts, _ new: StreamFacts) {
    let name = old.name
    let hasMetadata = expectation.hasMetadata
    compareLanguage(name + ": language", hasMetadata ? old.language : nil, new.language)
    compareDispositions(old, new)
    let keys = Set(hasMetadata ? Array(old.tags.keys) : []).union(new.tags.keys)
    for key in keys.sorted() where key != "filename" && key != "mimetype" {
      compare(
        name + ": tag " + key, hasMetadata ? old.tags[key] : nil, new.tags[key],
        canHold: container.hasStreamTag(key))
    }
  }

  private mutating func compareLanguage(_ name: String, _ old: String?, _ new: String?) {
    if let old, let new, old != new, LanguageCode.isSame(old, new) {
      add(name, old, new, .converted, "another code of the same language")
    } else {
      compare(name, old, new, canHold: old.map(container.hasLanguage) ?? true)
    }
  }

  private mutating func compareDispositions(_ old: StreamFacts, _ new: StreamFacts) {
    // Of streams none of which is the default one, the first counts as that, and some containers write it down.
    func words(_ stream: StreamFacts, among streams: [StreamFacts]) -> Set<String> {
      var words = stream.disposition
      let kin = streams.filter { $0.kind == stream.kind }
      let isOnly = !kin.contains { $0.disposition.contains("default") }
      if isOnly, kin.first?.index == stream.index { words.insert("default") }
      return words
    }
    let kept = before.streams.filter { !lostStreams.contains($0.index) }
    let (input, output) = (words(old, among: kept), words(new, among: after.streams))
    guard !old.disposition.isEmpty || !new.disposition.isEmpty else { return }
    let changed = input.symmetricDifference(output)
    let text = { (words: Set<String>) in words.sorted().joined(separator: ", ") }
    add(
      old.name + ": disposition", text(input), text(output),
      changed.isEmpty
        ? .same
        : changed.allSatisfy { !container.hasDisposition($0) } ? .notInThisContainer : .different)
  }

  private mutating func compareAttachment(_ old: StreamFacts, _ new: StreamFacts) {
    let name = "attachment " + describe(old)
    compare(name, old.header.text, new.header.text)
    compare(name + ": file name", old.tags["filename"], new.tags["filename"])
    compare(name + ": type", old.tags["mimetype"], new.tags["mimetype"])
  }

  /// A stream that was to be copied packet by packet.
  private mutating func compareCopy(_ old: StreamFacts, _ new: StreamFacts) {
    let name = old.name
    let isText = old.cues != nil && new.cues != nil
    add(
      name + ": codec", old.codecName, new.codecName,
      old.codec == new.codec ? .same : isText ? .converted : .different)
    if !old.format.isEmpty || !new.format.isEmpty {
      compare(name + ": format", old.format, new.format)
    }
    compareDescription(old, new)
    let hasSamePackets =
      old.codec == new.codec && old.packets.map(\.digest) == new.packets.map(\.digest)
    if isText, !hasSamePackets, let texts = old.cues, let others = new.cues {
      compareCues(name, texts, old.timeBase, others, new.timeBase)
      return
    }
    comparePackets(name, old, new, hasSamePackets)
    // Stills have no time of their own.
    if old.kind != .coverArt {
      compareTimes(
        name, old.packets, old.timeBase, new.packets, new.timeBase, old.kind,
        isCounted: container.countsSamples(of: new.codec))
    }
  }

  private mutating func comparePackets(
    _ name: String, _ old: StreamFacts, _ new: StreamFacts, _ hasSamePackets: Bool
  ) {
    let count = (old.packets.count, new.packets.count)
    let cells = ("\(count.0), \(old.content.text)", "\(count.1), \(new.content.text)")
    let label = name + ": packets"
    if hasSamePackets {
      add(label, cells.0, cells.1, .same, "byte for byte")
    } else if old.packets.map(\.content) == new.packets.map(\.content) {
      add(label, cells.0, cells.1, .converted, "the same but for headers that containers add")
    } else if old.content == new.content {
      add(label, cells.0, cells.1, .converted, "the same bytes, cut in other places")
    } else {
      let pairs = zip(old.packets, new.packets)
      let first = pairs.enumerated().first { $1.0.content != $1.1.content }?.offset
      add(
        label, cells.0, cells.1, .different,
        "the first that differs is number \(first ?? min(count.0, count.1))")
    }
  }

  /// Texts as they are shown, where their kinds of storing them differ.
  private mutating func compareCues(
    _ name: String, _ old: [StreamFacts.Cue], _ oldBase: Rational, _ new: [StreamFacts.Cue],
    _ newBase: Rational
  ) {
    let pairs = zip(old, new)
    let first = pairs.enumerated().first { $1.0.text != $1.1.text }?.offset
    let isSame = old.count == new.count && first == nil
    add(
      name + ": texts", "\(old.count)", "\(new.count)", isSame ? .converted : .different,
      isSame
        ? "the words, without styles"
        : "the first that differs is number \(first ?? min(old.count, new.count))")
    func packets(_ cues: [StreamFacts.Cue]) -> [StreamFacts.Packet] {
      cues.map {
        StreamFacts.Packet(
          time: $0.time, duration: $0.duration, isKeyFrame: true, digest: Digest(),
          content: Digest())
      }
    }
    compareTimes(name, packets(old), oldBase, packets(new), newBase, .subtitle)
  }
}
