package import CRLFNKernels
import CRLFNLanes

/// Every table of kernels that this CPU can run: its levels, and the same sources at other widths.
package struct KernelTables: Sendable {
  // Safety: constant data of the program.
  package nonisolated(unsafe) let pointers: [UnsafePointer<rlfn_kernels>?]
  let exactCount: Int

  /// All tables.
  package static let all: KernelTables = {
    var pointers = [UnsafePointer<rlfn_kernels>?](repeating: nil, count: Int(RLFN_MAX_TABLES))
    var exactCount: Int32 = 0
    let count = Int(rlfn_all_tables(&pointers, &exactCount))
    return KernelTables(pointers: Array(pointers[..<count]), exactCount: Int(exactCount))
  }()

  /// Those whose outputs must be the same bits: the sources built for 1, 4, 8 and 16 lanes, and the exact levels. None
  /// on a CPU without fused multiply-add.
  package var exact: [UnsafePointer<rlfn_kernels>] { pointers[..<exactCount].compactMap(\.self) }
}
