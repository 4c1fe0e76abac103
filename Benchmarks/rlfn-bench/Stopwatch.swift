import Glibc

/// Times short work by the CPU time of this thread, which other programs on the machine do not add to.
struct Stopwatch {
  /// How many are taken of each.
  let samples: Int
  /// About the length of a sample.
  let sampleSeconds: Double

  /// Seconds of one call.
  struct Times {
    let median: Double
    /// Of the best sample: what the code can do while nobody else uses the core's units.
    let least: Double
  }

  /// Times `work` and `measure`. Their samples alternate, so that a slower clock or a busy neighbour core slows both.
  func times(of work: () -> Void, beside measure: () -> Void) -> (work: Times, measure: Times) {
    let workCalls = calls(of: work)
    let measureCalls = calls(of: measure)
    let pairs = (0..<samples).map { _ in
      (Self.elapsed(workCalls, work), Self.elapsed(measureCalls, measure))
    }
    return (times(pairs.map(\.0), calls: workCalls), times(pairs.map(\.1), calls: measureCalls))
  }

  private func times(_ seconds: [Double], calls: Int) -> Times {
    let sorted = seconds.sorted()
    return Times(median: sorted[samples / 2] / Double(calls), least: sorted[0] / Double(calls))
  }

  /// Twice as many calls until they fill a sample; these also warm the caches.
  private func calls(of work: () -> Void) -> Int {
    var calls = 1
    while Self.elapsed(calls, work) < sampleSeconds { calls *= 2 }
    return calls
  }

  private static func elapsed(_ calls: Int, _ work: () -> Void) -> Double {
    let start = threadSeconds()
    for _ in 0..<calls { work() }
    return threadSeconds() - start
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
