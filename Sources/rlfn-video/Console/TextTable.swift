/// A table of text for people: columns as wide as their longest cell.
struct TextTable {
  /// How the cells of a column stand.
  enum Alignment { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with these headings.
  init(_ columns: [(heading: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map(\.heading)]
  }

  /// Adds a row with one cell per column.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "a row has one cell per column")
    rows.append(cells)
  }

  /// The lines, without a line break at the end.
  var text: String {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        let isLast = column == row.count - 1
        line += alignments[column] == .right ? gap + cell : isLast ? cell : cell + gap
        if !isLast { line += "  " }
      }
      return line
    }.joined(separator: "\n")
  }
}
