import CFFmpeg
import RLFNEngine

/// How a coded picture is turned and mirrored before it is shown.
package struct PixelTurn: Sendable, Equatable {
  /// Whether rows become columns.
  package let isTransposed: Bool
  /// Whether the shown picture's columns then run from right to left.
  let flipsColumns: Bool
  /// Whether its rows run from bottom to top.
  let flipsRows: Bool

  /// As coded.
  package static let upright = PixelTurn(
    isTransposed: false, flipsColumns: false, flipsRows: false)

  private init(isTransposed: Bool, flipsColumns: Bool, flipsRows: Bool) {
    self.isTransposed = isTransposed
    self.flipsColumns = flipsColumns
    self.flipsRows = flipsRows
  }

  /// What a display matrix says (nine numbers in fixed point; `x' = a x + c y`, `y' = b x + d y`); nil where it turns by
  /// something else than quarters.
  init?(displayMatrix m: UnsafePointer<Int32>) {
    let (a, b, c, d) = (m[0], m[1], m[3], m[4])
    if b == 0, c == 0, a != 0, d != 0 {
      self.init(isTransposed: false, flipsColumns: a < 0, flipsRows: d < 0)
    } else if a == 0, d == 0, b != 0, c != 0 {
      self.init(isTransposed: true, flipsColumns: c < 0, flipsRows: b < 0)
    } else {
      return nil
    }
  }

  /// What the Exif tag Orientation says, 1 to 8.
  init?(exif value: Int) {
    switch value {
    case 1: self = .upright
    case 2: self.init(isTransposed: false, flipsColumns: true, flipsRows: false)
    case 3: self.init(isTransposed: false, flipsColumns: true, flipsRows: true)
    case 4: self.init(isTransposed: false, flipsColumns: false, flipsRows: true)
    case 5: self.init(isTransposed: true, flipsColumns: false, flipsRows: false)
    case 6: self.init(isTransposed: true, flipsColumns: true, flipsRows: false)
    case 7: self.init(isTransposed: true, flipsColumns: true, flipsRows: true)
    case 8: self.init(isTransposed: true, flipsColumns: false, flipsRows: true)
    default: return nil
    }
  }

  /// Writes `coded` as it is shown into `shown`, whose sides are exchanged where rows become columns.
  func apply(to coded: borrowing PlanarImage, into shown: borrowing PlanarImage) {
    precondition(
      (isTransposed ? (coded.height, coded.width) : (coded.width, coded.height))
        == (shown.width, shown.height), "the sides fit")
    let (rowStep, columnStep) = isTransposed ? (1, coded.rowStride) : (coded.rowStride, 1)
    for plane in 0..<shown.planeCount {
      for y in 0..<shown.height {
        let row = flipsRows ? shown.height - 1 - y : y
        let from = coded.plane(plane) + row * rowStep
        let to = shown.plane(plane) + y * shown.rowStride
        for x in 0..<shown.width {
          to[x] = from[(flipsColumns ? shown.width - 1 - x : x) * columnStep]
        }
      }
    }
  }
}

extension Frame {
  /// How the decoder says that the picture is to be turned; nil where it says nothing or turns by no quarter.
  var orientation: PixelTurn? {
    if let data = av_frame_get_side_data(pointer, AV_FRAME_DATA_DISPLAYMATRIX)?.pointee,
      data.size >= 9 * MemoryLayout<Int32>.size
    {
      return UnsafeRawPointer(data.data).withMemoryRebound(to: Int32.self, capacity: 9) {
        PixelTurn(displayMatrix: $0)
      }
    }
    return TagDictionary.value(of: "Orientation", in: pointer.pointee.metadata)
      .flatMap { Int($0.filter(\.isNumber)) }.flatMap(PixelTurn.init(exif:))
  }
}
