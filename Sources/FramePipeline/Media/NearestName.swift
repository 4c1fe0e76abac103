/// Finds what a mistyped name was meant to be.
package enum NearestName {
  /// The candidate with the fewest edits, if they are few for its length.
  package static func of(_ name: String, among candidates: [String]) -> String? {
    let scored = candidates.map { (name: $0, edits: edits(name.lowercased(), $0.lowercased())) }
    guard let best = scored.min(by: { $0.edits < $1.edits }) else { return nil }
    return best.edits <= max(1, name.count / 3) ? best.name : nil
  }

  /// Levenshtein's distance.
  static func edits(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
