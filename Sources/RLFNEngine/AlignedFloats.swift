/// Floats on a 64-byte boundary that start as zero; owned by this object, freed with it.
package final class AlignedFloats: @unchecked Sendable {
  // Safety: who shares one between threads sees to it that nobody writes what another reads:
  // packed weights are written once, before sharing; rings are guarded by the flow's order;
  // a stage keeps its buffers for itself.

  /// The first float.
  package let base: UnsafeMutablePointer<Float>
  /// How many there are.
  package let count: Int

  /// Zeros.
  package init(count: Int) {
    self.count = count
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
  }

  deinit { base.deallocate() }
}
