/// Finds what somebody meant who mistyped a name.
package enum NearestName {
  /// The name closest to `text`, or nil when none is close enough to be meant.
  package static func of(_ text: String, among names: [String]) -> String? {
    // A third of the letters may be wrong; more is a different word, and a single letter is any.
    let limit = text.count == 1 ? 0 : max(1, text.count / 3)
    return names.map { ($0, distance(Array(text.lowercased()), Array($0.lowercased()))) }
      .filter { $0.1 <= limit || (text.count >= 3 && $0.0.hasPrefix(text)) }
      .min { $0.1 < $1.1 }?.0
  }

  /// Letters to insert, drop, change or swap with their neighbour to turn one word into the other.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var rows = [Array(0...right.count)]
    for i in stride(from: 1, through: left.count, by: 1) {
      var row = [i]
      for j in stride(from: 1, through: right.count, by: 1) {
        let change = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
        var best = min(change, rows[i - 1][j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
