/// A stage over the whole run.
public struct StageSummary: Sendable, Codable, Equatable {
  /// Frames.
  public var count: Int
  /// Milliseconds of work.
  public var totalMilliseconds: Double
  /// Mean of a frame.
  public var meanMilliseconds: Double
  /// Half of the frames took no longer.
  public var p50Milliseconds: Double
  /// 95 % of the frames took no longer.
  public var p95Milliseconds: Double
  /// The longest.
  public var maxMilliseconds: Double
  /// Working time as a share of wall time, 0 to 1.
  public var busyShare: Double

  enum CodingKeys: String, CodingKey {
    case count
    case totalMilliseconds = "total_ms"
    case meanMilliseconds = "mean_ms"
    case p50Milliseconds = "p50_ms"
    case p95Milliseconds = "p95_ms"
    case maxMilliseconds = "max_ms"
    case busyShare = "busy_share"
  }

  /// The figures of one value per frame; all zero without frames.
  package init(milliseconds: [Double], wallSeconds: Double) {
    let sorted = milliseconds.sorted()
    let total = milliseconds.reduce(0, +)
    // The nearest rank: a value that was measured.
    let rank = { (share: Double) in
      sorted.isEmpty ? 0 : sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
    count = sorted.count
    totalMilliseconds = rounded(total, 3)
    meanMilliseconds = sorted.isEmpty ? 0 : rounded(total / Double(sorted.count), 3)
    p50Milliseconds = rounded(rank(0.5), 3)
    p95Milliseconds = rounded(rank(0.95), 3)
    maxMilliseconds = rounded(sorted.last ?? 0, 3)
    busyShare = wallSeconds > 0 ? rounded(total / 1000 / wallSeconds, 4) : 0
  }
}

extension RunReport {
  /// The figures of every stage.
  package static func stages(
    of frames: [FrameRecord], wallSeconds: Double
  ) -> [String: StageSummary] {
    var stages: [String: StageSummary] = [:]
    for stage in StageName.allCases {
      stages[stage.rawValue] = StageSummary(
        milliseconds: frames.map { $0[stage] }, wallSeconds: wallSeconds)
    }
    return stages
  }
}
