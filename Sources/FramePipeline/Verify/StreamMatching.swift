/// Which stream of the output is which of the input: by content first, then by codec, then by order.
struct StreamMatching {
  /// Streams of the input, each with the output's where there is one.
  private(set) var pairs: [(before: StreamFacts, after: StreamFacts?)] = []
  /// Streams of the output that are nobody's.
  private(set) var added: [StreamFacts] = []

  /// Matches streams of the same kind.
  init(_ before: [StreamFacts], _ after: [StreamFacts]) {
    var matches: [Int: StreamFacts] = [:]
    var free = after
    func speakSame(_ one: StreamFacts, _ other: StreamFacts) -> Bool {
      LanguageCode.isSame(one.language, other.language)
    }
    let criteria: [(StreamFacts, StreamFacts) -> Bool] = [
      {
        $0.codec == $1.codec && $0.content == $1.content && $0.header == $1.header
          && speakSame($0, $1)
      },
      { $0.codec == $1.codec && $0.content == $1.content && $0.header == $1.header },
      { $0.codec == $1.codec && $0.content == $1.content && !$0.packets.isEmpty },
      {
        $0.kind == .attachment && $0.tags["filename"] == $1.tags["filename"]
          && $0.tags["filename"] != nil
      },
      { $0.kind != .attachment && $0.codec == $1.codec && speakSame($0, $1) },
      { $0.kind != .attachment && $0.codec == $1.codec },
      {
        $0.kind == .subtitle && $0.cues?.isEmpty == false && $1.cues?.isEmpty == false
          && speakSame($0, $1)
      },
      { $0.kind == .subtitle && $0.cues != nil && $1.cues != nil },
      { $0.kind != .attachment && speakSame($0, $1) },
    ]
    for criterion in criteria {
      for stream in before where matches[stream.index] == nil {
        let found = free.firstIndex { $0.kind == stream.kind && criterion(stream, $0) }
        if let found { matches[stream.index] = free.remove(at: found) }
      }
    }
    pairs = before.map { ($0, matches[$0.index]) }
    added = free
  }

  /// Whether streams of one kind come in the order in which they came.
  var keepsOrder: Bool {
    Dictionary(
      grouping: pairs.compactMap { pair in pair.after.map { (pair.before.kind, $0.index) } },
      by: \.0
    )
    .values.allSatisfy { group in zip(group, group.dropFirst()).allSatisfy { $0.1 < $1.1 } }
  }
}
