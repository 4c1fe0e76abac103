#if canImport(Glibc)
  import Glibc
#endif

/// Floats on a 64-byte boundary that start as zero; owned by this object, freed with it.
package final class AlignedFloats: @unchecked Sendable {
  // Safety: who shares one between threads sees to it that nobody writes what another reads:
  // packed weights are written once, before sharing; rings are guarded by the flow's order;
  // a stage keeps its buffers for itself.

  /// The first float.
  package let base: UnsafeMutablePointer<Float>
  /// How many there are.
  package let count: Int
  private let memory: UnsafeMutableRawPointer

  /// Zeros. Of large ones the operating system makes a page when it is first touched, by whichever thread that is.
  package init(count: Int) {
    self.count = count
    let alignment = 64
    guard let memory = calloc(count * MemoryLayout<Float>.stride + alignment, 1) else {
      fatalError("out of memory")
    }
    self.memory = memory
    base = memory.alignedUp(toMultipleOf: alignment).bindMemory(
      to: Float.self, capacity: max(count, 1))
  }

  deinit { free(memory) }
}
