import RLFNEngine

/// Pictures for tests, and their way through a network.
public enum TestPictures {
  /// A picture from values in the order plane, row, column.
  public static func picture(_ values: [Float], width: Int, height: Int) -> PlanarImage {
    let image = PlanarImage(width: width, height: height)
    for plane in 0..<3 {
      for y in 0..<height {
        for x in 0..<width {
          image.plane(plane)[y * image.rowStride + x] = values[(plane * height + y) * width + x]
        }
      }
    }
    return image
  }

  /// A picture of whole numbers 0-255 that are the same in every run; smooth in part, noisy in part.
  public static func noise(width: Int, height: Int, seed: UInt64) -> PlanarImage {
    var state = seed
    var values: [Float] = []
    for plane in 0..<3 {
      for y in 0..<height {
        for x in 0..<width {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let noise = Int(state >> 56)
          values.append(
            Float((x / 8 + y / 8) % 2 == 0 ? (x * 3 + y * 2 + plane * 40) % 256 : noise))
        }
      }
    }
    return picture(values, width: width, height: height)
  }

  /// The samples of a picture in the order plane, row, column.
  public static func values(_ image: borrowing PlanarImage) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(3 * image.width * image.height)
    for plane in 0..<3 {
      for y in 0..<image.height {
        for x in 0..<image.width { result.append(image.plane(plane)[y * image.rowStride + x]) }
      }
    }
    return result
  }

  /// The picture through the network, whole.
  public static func upscale(
    _ image: borrowing PlanarImage, network: Network, threads: Int
  ) -> [Float] {
    let scale = network.architecture.scale
    let output = PlanarImage(width: image.width * scale, height: image.height * scale)
    let inference = FrameInference(
      network: network, width: image.width, height: image.height, threads: threads)
    inference.infer(image, into: output)
    return values(output)
  }

  /// The largest absolute difference between two pictures' samples.
  public static func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    precondition(left.count == right.count, "pictures of one size")
    return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
