import CRLFNKernels

#if canImport(Glibc)
  import Glibc
#endif

/// One table of kernels: the arithmetic for one instruction set.
public struct KernelLevel: Sendable, Equatable {
  /// `avx512`, `avx2`, `neon`, `openblas` or `reference`.
  public let name: String
  // Safety: constant data of the program.
  nonisolated(unsafe) let kernels: UnsafePointer<rlfn_kernels>

  /// The levels that this program has and this CPU can run, best first.
  public static let available: [KernelLevel] = {
    var tables = [UnsafePointer<rlfn_kernels>?](repeating: nil, count: 8)
    let count = Int(rlfn_available_levels(&tables))
    return tables[..<count].compactMap { table in
      table.map { KernelLevel(kernels: $0) }
    }
  }()

  /// The level of a table that lives as long as the process; tests give others than the program's.
  package init(kernels: UnsafePointer<rlfn_kernels>) {
    name = String(cString: kernels.pointee.name)
    self.kernels = kernels
  }

  /// The level of that name, if this machine can run it.
  public static func named(_ name: String) throws(EngineError) -> KernelLevel {
    if let level = available.first(where: { $0.name == name }) { return level }
    let names = available.map(\.name).joined(separator: ", ")
    throw EngineError(
      .unavailableLevel,
      "kernel level '\(name)' is not available on this CPU, which can run: \(names)")
  }

  /// The level that the environment variable `RLFN_CPU` names, else the best one.
  public static func preferred() throws(EngineError) -> KernelLevel {
    guard let forced = getenv("RLFN_CPU") else { return available[0] }
    return try named(String(cString: forced))
  }

  /// Whether two levels are the same.
  public static func == (left: KernelLevel, right: KernelLevel) -> Bool { left.name == right.name }
}
