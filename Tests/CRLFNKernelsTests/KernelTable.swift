import CRLFNKernels
import CRLFNLanes
import Testing

/// A table of kernels under test.
struct KernelTable: Sendable, CustomTestStringConvertible {
  let name: String
  nonisolated(unsafe) let kernels: UnsafePointer<rlfn_kernels>
  var testDescription: String { name }

  /// Every level that this CPU can run but the reference.
  static let levels: [KernelTable] = {
    var tables = [UnsafePointer<rlfn_kernels>?](repeating: nil, count: 8)
    let count = Int(rlfn_available_levels(&tables))
    return tables[..<count].compactMap { $0.map { KernelTable(kernels: $0) } }
  }()

  static let reference: KernelTable = {
    guard let table = levels.first(where: { $0.name == "reference" }) else {
      preconditionFailure("every build has the reference")
    }
    return table
  }()

  /// The levels whose outputs must be the same bits, with the sources built at other widths: one lane first.
  static let exact: [KernelTable] = {
    guard rlfn_lanes_can_run() else { return [] }
    let widths = [
      KernelTable(kernels: lanes(rlfn_f32_kernels_lanes1)),
      KernelTable(kernels: lanes(rlfn_f32_kernels_lanes4)),
      KernelTable(kernels: lanes(rlfn_f32_kernels_lanes8)),
      KernelTable(kernels: lanes(rlfn_f32_kernels_lanes16)),
    ]
    return widths + levels.filter { !["reference", "openblas"].contains($0.name) }
  }()

  private init(kernels: UnsafePointer<rlfn_kernels>) {
    name = String(cString: kernels.pointee.name)
    self.kernels = kernels
  }

  /// A copy that lives as long as the process.
  private static func lanes(_ table: rlfn_kernels) -> UnsafePointer<rlfn_kernels> {
    let copy = UnsafeMutablePointer<rlfn_kernels>.allocate(capacity: 1)
    copy.initialize(to: table)
    return UnsafePointer(copy)
  }
}
