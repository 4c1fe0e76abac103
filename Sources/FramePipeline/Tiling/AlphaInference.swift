import RLFNEngine

/// Enlarges alpha: as a gray picture through the same network and tiles as the colours.
///
/// The network may move a flat area by a fraction of a code, and what was opaque would shine through: where an input pixel
/// and its eight neighbours have one value, the output has exactly that. A frame of one value everywhere costs
/// nothing. For use from one thread at a time.
package final class AlphaInference {
  private let scale: Int
  private var small: PlanarImage?
  private var large: PlanarImage?

  /// For a network of that scale.
  package init(scale: Int) { self.scale = scale }

  /// Enlarges the alpha plane of `input` into that of `output`. Returns where the work went.
  package func infer(
    _ input: borrowing PlanarImage, into output: borrowing PlanarImage,
    with inference: TiledInference
  ) -> TiledInference.Outcome {
    let count = input.rowStride * input.height
    let alpha = input.plane(3)
    if let value = Self.onlyValue(of: input) {
      output.plane(3).update(repeating: value, count: output.rowStride * output.height)
      return TiledInference.Outcome()
    }
    let gray = Self.fitting(&small, width: input.width, height: input.height)
    for plane in 0..<3 { gray.plane(plane).update(from: alpha, count: count) }
    let enlarged = Self.fitting(&large, width: output.width, height: output.height)
    let times = inference.infer(gray, into: enlarged)
    let (red, green, blue) = (enlarged.plane(0), enlarged.plane(1), enlarged.plane(2))
    let result = output.plane(3)
    for index in 0..<output.rowStride * output.height {
      result[index] = (red[index] + green[index] + blue[index]) / 3
    }
    keepFlatAreas(of: input, in: output)
    small = consume gray
    large = consume enlarged
    return times
  }

  /// The bytes that it holds for frames of that size.
  package static func byteCount(width: Int, height: Int, _ scale: Int) -> Int {
    PlanarImage.byteCount(width: width, height: height)
      + PlanarImage.byteCount(width: width * scale, height: height * scale)
  }

  private static func onlyValue(of image: borrowing PlanarImage) -> Float? {
    let alpha = image.plane(3)
    let value = alpha[0]
    for y in 0..<image.height {
      for x in 0..<image.width where alpha[y * image.rowStride + x] != value { return nil }
    }
    return value
  }

  private static func fitting(_ image: inout PlanarImage?, width: Int, height: Int) -> PlanarImage {
    if let image = image.take(), image.width == width, image.height == height { return image }
    return PlanarImage(width: width, height: height)
  }

  private func keepFlatAreas(
    of input: borrowing PlanarImage, in output: borrowing PlanarImage
  ) {
    let (alpha, result) = (input.plane(3), output.plane(3))
    let (width, height) = (input.width, input.height)
    for y in 0..<height {
      let rows = max(y - 1, 0)...min(y + 1, height - 1)
      for x in 0..<width {
        let value = alpha[y * input.rowStride + x]
        let columns = max(x - 1, 0)...min(x + 1, width - 1)
        let isFlat = rows.allSatisfy { row in
          columns.allSatisfy { alpha[row * input.rowStride + $0] == value }
        }
        guard isFlat else { continue }
        for row in y * scale..<(y + 1) * scale {
          (result + row * output.rowStride + x * scale).update(repeating: value, count: scale)
        }
      }
    }
  }
}
