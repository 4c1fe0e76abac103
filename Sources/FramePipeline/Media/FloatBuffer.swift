/// Floats for a stage's inner loops: aligned, zero at first, never moved.
struct FloatBuffer: ~Copyable {
  /// The first float.
  let base: UnsafeMutablePointer<Float>
  /// How many there are.
  let count: Int

  init(count: Int) {
    self.count = count
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
  }

  deinit { base.deallocate() }
}
