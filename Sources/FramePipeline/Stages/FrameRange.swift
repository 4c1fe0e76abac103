/// The part of the input that is processed, and the number of frames found in it so far.
package struct FrameRange {
  /// Where a frame lies.
  package enum Place {
    case before, inside, behind
  }

  /// Times are rounded to units of a time base, and typed with few decimals: a frame this close belongs to the range.
  static let toleranceSeconds = 1e-4

  private let startSeconds: Double
  /// Where the range ends, in seconds from the start of the input.
  package let endSeconds: Double
  private let frameLimit: Int
  /// Frames found.
  package private(set) var count = 0

  package init(_ options: JobOptions) {
    startSeconds = options.startSeconds ?? -.infinity
    endSeconds = options.endSeconds ?? .infinity
    frameLimit = options.frameLimit ?? .max
  }

  /// Whether all frames that were asked for are found.
  package var isFull: Bool { count >= frameLimit }

  /// Where a frame at that time, counted from the start of the input, lies.
  package func place(of seconds: Double) -> Place {
    if seconds < startSeconds - Self.toleranceSeconds { return .before }
    return seconds >= endSeconds - Self.toleranceSeconds ? .behind : .inside
  }

  /// Refuses a range in which no frame was found, as the last one comes before it, at `lastSeconds` if that is known.
  package func requireFrames(
    of input: String, lastSeconds: Double? = nil
  ) throws(PipelineError) {
    guard count == 0 else { return }
    let last = lastSeconds.map { ": the last one is shown at \(fixed($0, 3)) s" } ?? ""
    throw PipelineError(
      .usage, "no frame of \(input) lies in the part that is asked for" + last,
      hint: "see --ss, --to and --frames")
  }

  /// Counts a frame inside the range.
  package mutating func countFrame() { count += 1 }

  /// The frames in the range of an input with `all` frames, of which one second has `rate`.
  package func estimate(all: Int?, rate: Double?) -> Int? {
    guard startSeconds > 0 || endSeconds < .infinity else {
      return all.map { min($0, frameLimit) } ?? (frameLimit == .max ? nil : frameLimit)
    }
    guard let rate, rate.isFinite, rate > 0 else { return frameLimit == .max ? nil : frameLimit }
    let start = max(0, startSeconds)
    let end = min(endSeconds, all.map { Double($0) / rate } ?? .infinity)
    guard end.isFinite else { return frameLimit == .max ? nil : frameLimit }
    return Int(exactly: (max(0, end - start) * rate).rounded()).map { min(frameLimit, $0) }
  }
}
