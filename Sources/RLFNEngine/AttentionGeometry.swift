/// Sizes and positions in the enhanced spatial attention's small map.
enum AttentionGeometry {
  /// The least length of a side for which the pool has an output.
  static let smallestLength = 15

  /// Length after the 3x3 convolution with stride 2 and no padding.
  static func stridedLength(_ length: Int) -> Int { (length - 3) / 2 + 1 }

  /// Length after that and the 7x7 max pool with stride 3.
  static func pooledLength(_ length: Int) -> Int { (stridedLength(length) - 7) / 3 + 1 }

  /// The two positions of the small map that a position of the stretched one lies between and the second one's weight, as
  /// PyTorch's bilinear interpolation with `align_corners=False` computes them, in single precision.
  static func bilinearSource(
    of position: Int, from small: Int, to large: Int
  ) -> (first: Int, second: Int, weight: Float) {
    let scale = Float(small) / Float(large)
    let source = max(0, scale * (Float(position) + 0.5) - 0.5)
    let first = min(Int(source), small - 1)
    return (first, min(first + 1, small - 1), source - Float(first))
  }

  /// These for every position.
  static func bilinearSources(
    from small: Int, to large: Int
  ) -> [(first: Int, second: Int, weight: Float)] {
    (0..<large).map { bilinearSource(of: $0, from: small, to: large) }
  }
}
