/// Values of a tensor in row-major order, as 32-bit floats whatever the file's type.
package struct TensorData: Sendable, Equatable {
  /// Sizes of the dimensions, outermost first; empty for a single number.
  package let shape: [Int]
  /// As many values as the product of `shape`.
  package let values: [Float]

  /// A tensor; `values` must fit `shape`.
  package init(shape: [Int], values: [Float]) {
    precondition(
      shape.reduce(1, *) == values.count, "a tensor has as many values as its shape says")
    self.shape = shape
    self.values = values
  }
}

/// How a file stores a tensor's values; always little-endian.
enum ElementType: Sendable {
  case float32, float16, bfloat16

  /// Bytes of one value.
  var byteCount: Int { self == .float32 ? 4 : 2 }

  /// The value that starts at `offset`; every 16-bit value is a 32-bit float exactly.
  func value(in bytes: [UInt8], at offset: Int) -> Float {
    let low = UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
    switch self {
    case .float16: return Float(Float16(bitPattern: UInt16(low)))
    case .bfloat16: return Float(bitPattern: low << 16)
    case .float32:
      let high = UInt32(bytes[offset + 2]) | UInt32(bytes[offset + 3]) << 8
      return Float(bitPattern: low | high << 16)
    }
  }
}

/// Bounds that no network of this family comes near, so that a hostile file cannot exhaust memory.
enum WeightsLimits {
  /// Bytes of a file.
  static let fileBytes = 256 << 20
  /// Bytes of a header or pickle that names the tensors.
  static let directoryBytes = 1 << 20
  /// Tensors, or members of an archive.
  static let tensors = 4096
  /// Dimensions of a tensor.
  static let dimensions = 8
  /// Values of all tensors of a file together.
  static let values = 64 << 20

  /// The number of values of a shape, or `nil` where a size is negative, there are too many dimensions,
  /// or there are more values than any file may have.
  static func valueCount(ofShape shape: [Int]) -> Int? {
    guard shape.count <= dimensions, shape.allSatisfy({ $0 >= 0 && $0 <= values }) else {
      return nil
    }
    // Each factor is at most 2^26, and so is the product so far: no overflow.
    var count = 1
    for size in shape {
      count *= size
      if count > values { return nil }
    }
    return count
  }
}
