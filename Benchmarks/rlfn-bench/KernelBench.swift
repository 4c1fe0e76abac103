import CRLFNKernelCalls
import CRLFNKernels
import CRLFNPeak
import FramePipeline
import RLFNTestSupport

/// Checks every kernel at every level of this machine, then times it, on one thread.
struct KernelBench {
  let stopwatch: Stopwatch

  /// Prints what it finds; whether every kernel is right.
  func run() -> Bool {
    print("CPU: \(Host.cpuName)")
    guard check() else { return false }
    let levels = Self.levels
    for level in levels {
      let name = String(cString: level.pointee.name)
      // The portable level has no width of its own: it is measured against the best one.
      let peak = rlfn_peak_run(name, 1) > 0 ? name : String(cString: levels[0].pointee.name)
      print("\n\(name), % of the FMA peak of \(peak)")
      print(Self.row("operation", "us a call", "GMAC/s", "peak", "% of peak", "at best"))
      let timed = KernelShape.timed.map { time($0, level, peak: peak) }
      // Not beside every kernel was there a moment when nobody had a part of the core.
      let highest = timed.map(\.bestPeak).max() ?? 0
      for kernel in timed { print(kernel.line(highestPeak: highest)) }
    }
    return true
  }

  private func check() -> Bool {
    var wrong = 0
    for shape in KernelShape.checked {
      let failures = shape.check()
      if failures.isEmpty { continue }
      wrong += 1
      print("\(shape): \(failures)")
    }
    let names = KernelTables.all.exact.map { String(cString: $0.pointee.name) }
    let same = names.isEmpty ? "none" : names.joined(separator: ", ")
    print(
      "\(KernelShape.checked.count) shapes checked, \(wrong) of them wrong; the same bits: \(same)")
    return wrong == 0
  }

  /// The levels that are worth timing: all but the reference.
  private static var levels: [UnsafePointer<rlfn_kernels>] {
    var tables = [UnsafePointer<rlfn_kernels>?](repeating: nil, count: 8)
    let count = Int(rlfn_available_levels(&tables))
    return tables[..<count].compactMap(\.self).filter {
      String(cString: $0.pointee.name) != "reference"
    }
  }

  /// How fast a kernel ran, and independent multiply-adds beside it.
  private struct Timed {
    let name: String
    /// Multiply-adds of a call; 0 where they are not counted.
    let operations: Double
    let seconds: Stopwatch.Times
    /// Multiply-adds a second.
    let peak: Double
    /// Those of the best sample.
    let bestPeak: Double

    /// `highestPeak` is the best one beside any kernel.
    func line(highestPeak: Double) -> String {
      let rate = operations / seconds.median
      let percent = { (rate: Double, peak: Double) in
        operations > 0 && peak > 0 ? KernelBench.fixed(100 * rate / peak, 0) : "-"
      }
      return KernelBench.row(
        name, KernelBench.fixed(seconds.median * 1e6, 2),
        operations > 0 ? KernelBench.fixed(rate / 1e9, 1) : "-",
        KernelBench.fixed(peak / 1e9, 1), percent(rate, peak),
        percent(operations / seconds.least, highestPeak))
    }
  }

  private func time(
    _ shape: KernelShape, _ level: UnsafePointer<rlfn_kernels>, peak: String
  ) -> Timed {
    let rounds = 5000
    let call = withUnsafePointer(to: shape.shape) { rlfn_call_make(level, $0) }
    defer { rlfn_call_free(call) }
    let (work, measure) = stopwatch.times {
      rlfn_call_run(call)
    } beside: {
      _ = rlfn_peak_run(peak, rounds)
    }
    let measured = rlfn_peak_run(peak, rounds)
    return Timed(
      name: shape.description,
      operations: withUnsafePointer(to: shape.shape) { rlfn_shape_multiply_adds($0) },
      seconds: work, peak: measured / measure.median, bestPeak: measured / measure.least)
  }

  private static func row(_ cells: String...) -> String {
    let widths = [28, 12, 10, 8, 12, 10]
    return zip(cells, widths).enumerated().map { index, cell in
      let gap = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
      return index == 0 ? cell.0 + gap : gap + cell.0
    }.joined()
  }

  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let digits = String(Int((value * scale).rounded()))
    if decimals == 0 { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
