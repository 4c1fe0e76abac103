import FramePipeline
import RLFNEngine

/// Copies pixels: what comes out must be exactly what went in, whatever the tiles.
final class CopyingUpscaler: TileUpscaler {
  let width: Int
  let height: Int
  let scale: Int

  init(width: Int, height: Int, scale: Int) {
    self.width = width
    self.height = height
    self.scale = scale
  }

  func infer(
    _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
    nextStays: Bool
  ) {
    for plane in 0..<3 {
      for row in 0..<height * scale {
        let source = input.plane(plane) + (y + row / scale) * input.rowStride + x
        let target = output.plane(plane) + row * output.rowStride
        for column in 0..<width * scale { target[column] = source[column / scale] }
      }
    }
  }

  static func factory(scale: Int) -> UpscalerFactory {
    UpscalerFactory(scale: scale, level: "copy") { width, height, _, _ in
      CopyingUpscaler(width: width, height: height, scale: scale)
    } scratchBytes: { width, height, _, _ in
      width * height
    }
  }
}

/// Mixes each pixel with the tile's mean and darkens towards the tile's borders, so that tiles disagree as a real network's do.
final class DisagreeingUpscaler: TileUpscaler {
  private let copy: CopyingUpscaler

  init(width: Int, height: Int, scale: Int) {
    copy = CopyingUpscaler(width: width, height: height, scale: scale)
  }

  func infer(
    _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
    nextStays: Bool
  ) {
    copy.infer(input, x: x, y: y, into: output, nextStays: nextStays)
    let width = copy.width * copy.scale
    let height = copy.height * copy.scale
    for plane in 0..<3 {
      var sum: Float = 0
      for row in 0..<height {
        for column in 0..<width { sum += output[plane: plane, x: column, y: row] }
      }
      let mean = sum / Float(width * height)
      for row in 0..<height {
        let target = output.plane(plane) + row * output.rowStride
        for column in 0..<width {
          let border = min(column, row, width - 1 - column, height - 1 - row)
          target[column] = (target[column] * 0.9 + mean * 0.1) * (border < 4 ? 0.8 : 1)
        }
      }
    }
  }

  static func factory(scale: Int) -> UpscalerFactory {
    UpscalerFactory(scale: scale, level: "disagree") { width, height, _, _ in
      DisagreeingUpscaler(width: width, height: height, scale: scale)
    } scratchBytes: { width, height, _, _ in
      width * height
    }
  }
}

/// The same numbers for the same seed, on every machine (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A picture of random samples, 0-255.
func randomPicture(width: Int, height: Int, seed: UInt64) -> PlanarImage {
  var numbers = SeededNumbers(seed: seed)
  let image = PlanarImage(width: width, height: height)
  for plane in 0..<3 {
    for y in 0..<height {
      for x in 0..<width {
        image.plane(plane)[y * image.rowStride + x] = Float.random(in: 0...255, using: &numbers)
      }
    }
  }
  return image
}

/// A picture of one value.
func flatPicture(width: Int, height: Int, _ value: Float) -> PlanarImage {
  let image = PlanarImage(width: width, height: height)
  image.base.update(repeating: value, count: 3 * image.rowStride * height)
  return image
}

/// Every sample that means something, as bits.
func samples(_ image: borrowing PlanarImage) -> [UInt32] {
  var bits: [UInt32] = []
  bits.reserveCapacity(3 * image.width * image.height)
  for plane in 0..<3 {
    for y in 0..<image.height {
      for x in 0..<image.width { bits.append(image[plane: plane, x: x, y: y].bitPattern) }
    }
  }
  return bits
}
