import Glibc

/// Times short work by the CPU time of this thread, which other programs on the machine do not add to.
struct Stopwatch {
  /// Samples, of which the median counts.
  let samples: Int
  /// The least length of a sample.
  let sampleSeconds: Double

  /// The median seconds of one call of `work` and of one of `measure`.
  ///
  /// Their samples alternate, so that a slower clock or a busy neighbour core slows both.
  func seconds(of work: () -> Void, beside measure: () -> Void) -> (work: Double, measure: Double) {
    let workCalls = calls(of: work)
    let measureCalls = calls(of: measure)
    let times = (0..<samples).map { _ in
      (Self.elapsed(workCalls, work), Self.elapsed(measureCalls, measure))
    }
    return (
      times.map(\.0).sorted()[samples / 2] / Double(workCalls),
      times.map(\.1).sorted()[samples / 2] / Double(measureCalls)
    )
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
