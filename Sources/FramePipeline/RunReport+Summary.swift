extension RunReport {
  /// The average runtime of a frame in milliseconds, as the efficient super-resolution challenges count it: network
  /// and blending, without decoder and encoder.
  public var averageRuntimeMilliseconds: Double {
    [StageName.infer, .blend].reduce(0) { $0 + (stages[$1.rawValue]?.meanMilliseconds ?? 0) }
  }

  /// The share of all pieces of frames that was taken over from the frame before, 0 to 1.
  public var reusedShare: Double {
    let pieces = frames.reduce(0) { $0 + Int($1.pieces) }
    let reused = frames.reduce(0) { $0 + Int($1.piecesReused) }
    return pieces > 0 ? Double(reused) / Double(pieces) : 0
  }

  /// The table shown at the end of a run: per stage mean, 95th percentile and share of the wall time; average runtime
  /// of a frame; pieces that were taken over, if any; frames a second. Lines end with a line feed.
  public var summary: String {
    var lines = [Self.row("stage", "mean ms", "p95 ms", "busy")]
    for name in StageName.allCases {
      guard let stage = stages[name.rawValue] else { continue }
      // Without tiles there is nothing to blend.
      if name == .blend, stage.totalMilliseconds == 0 { continue }
      lines.append(
        Self.row(
          name.rawValue, fixed(stage.meanMilliseconds, 2), fixed(stage.p95Milliseconds, 2),
          fixed(stage.busyShare * 100, 0) + " %"))
    }
    lines.append("average runtime \(fixed(averageRuntimeMilliseconds, 2)) ms a frame (network)")
    if reusedShare > 0 {
      lines.append(
        "\(fixed(reusedShare * 100, 1)) % of all pieces were taken over from the frame before")
    }
    lines.append(
      "\(counted(totals.frames, "frame")) in \(fixed(totals.wallSeconds, 1)) s: "
        + "\(fixed(totals.framesPerSecond, 2)) frames/s, "
        + "\(totals.peakResidentBytes >> 20) MiB at most")
    return lines.map { $0 + "\n" }.joined()
  }

  private static func row(_ name: String, _ columns: String...) -> String {
    name + String(repeating: " ", count: max(0, 10 - name.count))
      + columns.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
  }
}
