/// Rows of a feature map with guard bands on four sides that no kernel may touch.
final class GuardedMap {
  static let guardValue: Float = -12345.5
  let rows: Int
  let width: Int
  let stride: Int
  private let pitch: Int
  private let values: UnsafeMutablePointer<Float>
  private let count: Int

  /// A map full of guards; `rows` rows of `width` pixels of `stride` floats.
  init(rows: Int, width: Int, stride: Int) {
    self.rows = rows
    self.width = width
    self.stride = stride
    // A stride that is no power of two, and room for a guard on both sides of each row.
    pitch = (width + 12) * stride + 32
    count = (rows + 2) * pitch
    values = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64
    ).initializeMemory(as: Float.self, repeating: Self.guardValue, count: count)
  }

  deinit { values.deallocate() }

  /// Row `y` at its first pixel; -1 and `rows` are guards.
  func row(_ y: Int) -> UnsafeMutablePointer<Float> {
    values + (y + 1) * pitch + 4 * stride
  }

  /// A map of random values (the same for one seed), its surroundings zero as kernels expect of their inputs.
  static func random(rows: Int, width: Int, stride: Int, seed: UInt64) -> GuardedMap {
    let map = GuardedMap(rows: rows, width: width, stride: stride)
    for index in 0..<map.count { map.values[index] = 0 }
    var state = seed
    for y in 0..<rows {
      for x in 0..<width * stride { map.row(y)[x] = nextRandom(&state) * 20 }
    }
    return map
  }

  /// The first `channels` floats of every pixel.
  func samples(channels: Int) -> [Float] {
    var result: [Float] = []
    for y in 0..<rows {
      for x in 0..<width {
        for channel in 0..<channels { result.append(row(y)[x * stride + channel]) }
      }
    }
    return result
  }

  /// Whether everything around the map is as it was.
  var guardsAreIntact: Bool {
    (0..<count).allSatisfy { index in
      let y = index / pitch - 1
      let x = index % pitch - 4 * stride
      let isInside = (0..<rows).contains(y) && (0..<width * stride).contains(x)
      return isInside || values[index] == Self.guardValue
    }
  }
}

/// A random number from -1 to 1.
func nextRandom(_ state: inout UInt64) -> Float {
  state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
  return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
}

/// Random weights of that count.
func randomWeights(_ count: Int, seed: UInt64) -> [Float] {
  var state = seed
  return (0..<count).map { _ in nextRandom(&state) * 0.2 }
}

/// Packed weights or scratch on a 64-byte boundary.
final class AlignedBlock {
  let base: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
    ).initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
  }

  deinit { base.deallocate() }
}
