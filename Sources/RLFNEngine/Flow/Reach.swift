import CRLFNKernels

/// Which positions of a map those of another one are made from, along one side: rows and columns alike.
enum Reach {
  /// Pixel by pixel.
  case same
  /// 3x3, stride 1.
  case window
  /// 5x5, stride 1.
  case wideWindow
  /// 3x3, stride 2, no padding.
  case strided
  /// 7x7, stride 3.
  case pooled
  /// Bilinear, from the attention's small map to the frame.
  case stretched

  /// Positions that a window of stride 1 reaches to each side.
  var margin: Int {
    switch self {
    case .window: 1
    case .wideWindow: 2
    case .same, .strided, .pooled, .stretched: 0
    }
  }

  /// The positions of a map of length `source` from which `positions` of one of length `length` are made.
  func sources(of positions: Range<Int>, length: Int, source: Int) -> Range<Int> {
    guard let first = positions.first, let last = positions.last else { return 0..<0 }
    let range =
      switch self {
      case .same, .window, .wideWindow: first - margin..<last + margin + 1
      case .strided: 2 * first..<2 * last + 3
      case .pooled: 3 * first..<3 * last + 7
      case .stretched:
        AttentionGeometry.bilinearSource(of: first, from: source, to: length)
          .first..<AttentionGeometry.bilinearSource(of: last, from: source, to: length).second + 1
      }
    return range.clamped(to: 0..<source)
  }

  /// The positions of a map of length `length` that are made from any of `positions` of one of length `source`.
  func results(of positions: Range<Int>, length: Int, source: Int) -> Range<Int> {
    guard let first = positions.first, let last = positions.last else { return 0..<0 }
    let range: Range<Int>
    switch self {
    case .same, .window, .wideWindow: range = first - margin..<last + margin + 1
    case .strided: range = max(0, first - 1) / 2..<last / 2 + 1
    case .pooled: range = max(0, first - 4) / 3..<last / 3 + 1
    case .stretched:
      let lower = firstPosition(to: length) {
        AttentionGeometry.bilinearSource(of: $0, from: source, to: length).second >= first
      }
      let upper = firstPosition(to: length) {
        AttentionGeometry.bilinearSource(of: $0, from: source, to: length).first > last
      }
      range = lower..<max(lower, upper)
    }
    return range.clamped(to: 0..<length)
  }
}

/// Outputs of a 3x3 layer's Winograd tile along one side; a row of tiles is a band.
let tileLength = Int(RLFN_TILE)

/// The first of 0 to `end` for which `isReached`, which stays true from there on, holds.
func firstPosition(to end: Int, where isReached: (Int) -> Bool) -> Int {
  var low = 0
  var high = end
  while low < high {
    let middle = (low + high) / 2
    if isReached(middle) { high = middle } else { low = middle + 1 }
  }
  return low
}
