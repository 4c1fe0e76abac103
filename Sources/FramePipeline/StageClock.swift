import Dispatch

/// Runs `work` and tells the seconds that it took.
func seconds(_ work: () -> Void) -> Double {
  var clock = StageClock()
  work()
  return clock.lap()
}

/// A stopwatch for one stage.
struct StageClock {
  private var last = DispatchTime.now().uptimeNanoseconds

  /// Seconds since the last lap, or since the start; begins no lap.
  var elapsed: Double { Double(DispatchTime.now().uptimeNanoseconds - last) / 1e9 }

  /// Seconds since the last lap, or since the start.
  mutating func lap() -> Double {
    let now = DispatchTime.now().uptimeNanoseconds
    defer { last = now }
    return Double(now - last) / 1e9
  }
}
