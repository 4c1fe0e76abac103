import CFFmpeg

/// How coded pixels are to be turned and mirrored to be shown: one of the eight ways that keep rows and columns straight.
struct Orientation: Hashable {
  private let a: Int
  private let b: Int
  private let c: Int
  private let d: Int

  /// As it is coded.
  static let upright = Orientation(a: 1, b: 0, c: 0, d: 1)

  /// All eight.
  static let all: [Orientation] = [-1, 1].flatMap { first in
    [-1, 1].flatMap { second in
      [
        Orientation(a: first, b: 0, c: 0, d: second), Orientation(a: 0, b: first, c: second, d: 0),
      ]
    }
  }

  private init(a: Int, b: Int, c: Int, d: Int) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Of FFmpeg's display matrix (nine numbers, 16 bits behind the point); an angle between is taken as the nearest.
  init(matrix: UnsafeMutablePointer<UInt8>) {
    let numbers = (0..<9).map { index in
      Double(UnsafeRawPointer(matrix).loadUnaligned(fromByteOffset: 4 * index, as: Int32.self))
    }
    let (a, b, c, d) = (numbers[0], numbers[1], numbers[3], numbers[4])
    func sign(_ number: Double) -> Int { number < 0 ? -1 : 1 }
    self =
      abs(a) + abs(d) >= abs(b) + abs(c)
      ? Orientation(a: sign(a), b: 0, c: 0, d: sign(d))
      : Orientation(a: 0, b: sign(b), c: sign(c), d: 0)
  }

  /// Whether rows become columns.
  var swapsSides: Bool { a == 0 }

  /// Where a point goes, seen from the middle; y grows downwards.
  func map(_ x: Int, _ y: Int) -> (Int, Int) { (a * x + c * y, b * x + d * y) }

  /// In words: degrees clockwise, after mirroring left and right.
  var text: String {
    let isMirrored = a * d - b * c < 0
    let (x, y) = isMirrored ? (-a, -b) : (a, b)
    let degrees = x == 1 ? 0 : x == -1 ? 180 : y == 1 ? 90 : 270
    if !isMirrored { return degrees == 0 ? "upright" : "\(degrees) degrees" }
    return degrees == 0 ? "mirrored" : "mirrored, \(degrees) degrees"
  }
}
