import CFFmpeg

/// Cubic (Catmull-Rom) filters along one axis between full resolution and that of chroma.
///
/// Positions follow the chroma location: with `center` false chroma sample 0 lies on pixel 0, else midway in its
/// group of `ratio` pixels.
struct ChromaFilter: Sendable, Equatable {
  /// Pixels for each chroma sample: 1, 2 or 4.
  let ratio: Int
  /// Where chroma sample 0 lies, in pixels.
  private let origin: Double

  init(log2Ratio: Int, isCentered: Bool) {
    ratio = 1 << log2Ratio
    origin = isCentered ? Double(ratio - 1) / 2 : 0
  }

  /// For each of the `ratio` pixels of a group: the chroma sample (relative to the group's own) that the first of four
  /// weights belongs to, and the weights.
  var interpolation: [(first: Int, weights: SIMD4<Float>)] {
    (0..<ratio).map { phase in
      let position = (Double(phase) - origin) / Double(ratio)
      let first = Int(position.rounded(.down)) - 1
      let weights = (0..<4).map { Self.cubic(position - Double(first + $0)) }
      return (first, SIMD4(weights.map { Float($0) }))
    }
  }

  /// The pixel, relative to its group's first, that the first weight of a chroma sample belongs to, and its weights.
  var decimation: (first: Int, weights: [Float]) {
    if ratio == 1 { return (0, [1]) }
    let support = 2 * Double(ratio)
    let first = Int((origin - support).rounded(.down)) + 1
    let last = Int((origin + support).rounded(.up)) - 1
    let weights = (first...last).map { Self.cubic((Double($0) - origin) / Double(ratio)) }
    let sum = weights.reduce(0, +)
    return (first, weights.map { Float($0 / sum) })
  }

  /// Keys' cubic convolution kernel with a = -0.5.
  private static func cubic(_ distance: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
    if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    return 0
  }

  /// The filters for a format's columns and rows.
  static func pair(_ format: PixelFormat, _ location: AVChromaLocation)
    -> (columns: ChromaFilter, rows: ChromaFilter)
  {
    let centersColumns = [AVCHROMA_LOC_CENTER, AVCHROMA_LOC_TOP, AVCHROMA_LOC_BOTTOM]
      .contains(location)
    let centersRows = ![AVCHROMA_LOC_TOPLEFT, AVCHROMA_LOC_TOP].contains(location)
    return (
      ChromaFilter(log2Ratio: format.log2ChromaWidth, isCentered: centersColumns),
      ChromaFilter(log2Ratio: format.log2ChromaHeight, isCentered: centersRows)
    )
  }
}
