import CFFmpeg

/// A frame as a few gray squares: enough to tell which way up it is.
struct Thumbnail {
  /// Every so many frames one is taken.
  static let interval = 10
  /// The most that are taken of a file.
  static let mostTaken = 8
  private static let side = 16

  private let squares: [Int]

  /// The frame, squeezed into a square; nil where its pixels cannot be read.
  init?(_ frame: borrowing Frame) {
    let side = Int32(Self.side)
    let context = sws_getContext(
      Int32(frame.width), Int32(frame.height), AVPixelFormat(frame.pointer.pointee.format), side,
      side, AV_PIX_FMT_GRAY8, SWS_AREA, nil, nil, nil)
    guard let context else { return nil }
    defer { sws_freeContext(context) }
    let result = Frame()
    result.pointer.pointee.format = AV_PIX_FMT_GRAY8.rawValue
    result.pointer.pointee.width = side
    result.pointer.pointee.height = side
    guard av_frame_get_buffer(result.pointer, 0) >= 0,
      sws_scale_frame(context, result.pointer, frame.pointer) >= 0,
      let data = result.pointer.pointee.data.0
    else { return nil }
    let stride = Int(result.pointer.pointee.linesize.0)
    squares = (0..<Self.side * Self.side).map { index in
      Int(data[index / Self.side * stride + index % Self.side])
    }
  }

  private init(squares: [Int]) { self.squares = squares }

  /// As it looks when it is turned and mirrored so.
  func shown(_ orientation: Orientation) -> Thumbnail {
    var turned = squares
    let last = Self.side - 1
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        // Twice the distance from the middle, which is a whole number.
        let (u, v) = (2 * x - last, 2 * y - last)
        let (s, t) = orientation.map(u, v)
        turned[(t + last) / 2 * Self.side + (s + last) / 2] = squares[y * Self.side + x]
      }
    }
    return Thumbnail(squares: turned)
  }

  /// How different two are: the mean difference of their squares, 0-255.
  func distance(to other: Thumbnail) -> Double {
    let sum = zip(squares, other.squares).reduce(0) { $0 + abs($1.0 - $1.1) }
    return Double(sum) / Double(squares.count)
  }
}
