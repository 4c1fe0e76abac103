extension Comparison {
  /// Chapters and tags of the file.
  mutating func compareFile() {
    let isWanted = expectation.hasMetadata
    compareChapters(isWanted ? before.chapters : [], after.chapters)
    let tags = isWanted ? before.tags : [:]
    for key in Set(tags.keys).union(after.tags.keys).sorted() {
      compare("tag " + key, tags[key], after.tags[key], canHold: container.hasTag(key))
    }
  }

  private mutating func compareChapters(_ old: [FileFacts.Chapter], _ new: [FileFacts.Chapter]) {
    guard !old.isEmpty || !new.isEmpty else { return }
    add(
      "chapters", "\(old.count)", "\(new.count)",
      old.count == new.count
        ? .same
        : new.isEmpty ? (container.hasChapters ? .missing : .notInThisContainer) : .different)
    for (index, (first, second)) in zip(old, new).enumerated() {
      let name = "chapter \(index + 1)"
      compare(name + ": title", first.tags["title"], second.tags["title"])
      for key in Set(first.tags.keys).union(second.tags.keys).sorted() where key != "title" {
        compare(
          name + ": tag " + key, first.tags[key], second.tags[key],
          canHold: container.hasStreamTag(key))
      }
      compareChapterTime(name + ": start", first, second, \.start, canHold: true)
      compareChapterTime(name + ": end", first, second, \.end, canHold: container.hasChapterEnds)
    }
  }

  /// Like all times, from the picture's first frame.
  private mutating func compareChapterTime(
    _ name: String, _ old: FileFacts.Chapter, _ new: FileFacts.Chapter,
    _ time: KeyPath<FileFacts.Chapter, Int64>, canHold: Bool
  ) {
    guard let from = sensibleTime(old[keyPath: time], old.timeBase),
      let to = sensibleTime(new[keyPath: time], new.timeBase)
    else { return }
    let first = clock.units(from, old.timeBase) - origin(before)
    let second = clock.units(to, new.timeBase) - origin(after)
    let difference = abs(first - second)
    // Chapters of MP4 count in milliseconds, and the picture's first frame is rounded too.
    let tolerance =
      max(tick(new.timeBase), clock.unitsPerSecond / 1000)
      + (after.picture.timeBase.map(tick) ?? 0) / 2
    add(
      name, text(first), text(second),
      difference == 0
        ? .same
        : difference <= tolerance ? .rounded : canHold ? .different : .notInThisContainer)
  }
}
