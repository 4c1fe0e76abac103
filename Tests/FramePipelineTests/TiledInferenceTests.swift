import FramePipeline
import RLFNEngine
import Testing

/// Width, height, tile width, tile height, overlap.
private let cuts: [(Int, Int, Int, Int, Int)] = [
  (1, 1, 1, 1, 0), (1, 50, 8, 8, 4), (50, 1, 8, 8, 4), (33, 17, 16, 8, 0), (64, 48, 32, 32, 16),
  (100, 75, 32, 24, 8), (65, 65, 64, 64, 16), (97, 61, 33, 20, 10), (40, 40, 2, 2, 1),
  (48, 48, 100, 12, 6), (131, 77, 50, 60, 16),
]

private func upscale(
  _ input: borrowing PlanarImage, plan: TilePlan, factory: UpscalerFactory, threads: Int
) -> PlanarImage {
  let inference = TiledInference(plan: plan, factory: factory, threads: threads, lanes: threads)
  // Not a number wherever no tile writes, or blends before one has written.
  let output = flatPicture(
    width: input.width * factory.scale, height: input.height * factory.scale, .nan)
  _ = inference.infer(input, into: output)
  return output
}

@Suite struct TiledInferenceTests {
  @Test func everyOutputPixelIsCoveredAndAFlatPictureShowsNoSeamAtAll() {
    for scale in [2, 4] {
      for (width, height, tileWidth, tileHeight, overlap) in cuts {
        let plan = TilePlan(
          width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
          overlap: overlap)
        for value: Float in [0, 255, 77.7, 0.1] {
          let input = flatPicture(width: width, height: height, value)
          let output = upscale(
            input, plan: plan, factory: CopyingUpscaler.factory(scale: scale), threads: 2)
          #expect(
            samples(output).allSatisfy { $0 == value.bitPattern },
            "\(width)x\(height), tiles \(tileWidth)x\(tileHeight), overlap \(overlap), \(value)")
        }
      }
    }
  }

  @Test func tilesThatAgreeGiveTheWholeFrameBitForBit() {
    for (width, height, tileWidth, tileHeight, overlap) in cuts {
      let input = randomPicture(width: width, height: height, seed: 1)
      let factory = CopyingUpscaler.factory(scale: 4)
      let plan = TilePlan(
        width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
        overlap: overlap)
      let tiled = upscale(input, plan: plan, factory: factory, threads: 3)
      let whole = upscale(
        input, plan: TilePlan(wholeFrameOf: width, height), factory: factory, threads: 1)
      #expect(
        samples(tiled) == samples(whole),
        "\(width)x\(height), tiles \(tileWidth)x\(tileHeight), overlap \(overlap)")
    }
  }

  @Test func theBytesAreTheSameForAnyNumberOfThreads() {
    for (width, height, tileWidth, tileHeight, overlap) in cuts {
      let input = randomPicture(width: width, height: height, seed: 2)
      let plan = TilePlan(
        width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
        overlap: overlap)
      let factory = DisagreeingUpscaler.factory(scale: 2)
      let one = samples(upscale(input, plan: plan, factory: factory, threads: 1))
      for threads in [2, 7] {
        let many = samples(upscale(input, plan: plan, factory: factory, threads: threads))
        #expect(many == one, "\(width)x\(height), tiles \(tileWidth)x\(tileHeight), \(threads)")
      }
    }
  }

  @Test func aFrameIsOverwrittenWhateverWasInTheBuffer() {
    let plan = TilePlan(width: 60, height: 50, tileWidth: 24, tileHeight: 24, overlap: 8)
    let inference = TiledInference(
      plan: plan, factory: DisagreeingUpscaler.factory(scale: 2), threads: 2, lanes: 2)
    let first = randomPicture(width: 60, height: 50, seed: 3)
    let second = randomPicture(width: 60, height: 50, seed: 4)
    let output = PlanarImage(width: 120, height: 100)
    _ = inference.infer(first, into: output)
    let fresh = samples(output)
    _ = inference.infer(second, into: output)
    #expect(samples(output) != fresh)
    _ = inference.infer(first, into: output)
    #expect(samples(output) == fresh)
  }
}

@Suite struct TileBlenderTests {
  /// The mean of all tiles at a pixel, weighted by the products of their smooth steps, in Double and in no special order.
  private func weightedMean(
    plan: TilePlan, scale: Int, values: [Double], x: Int, y: Int
  ) -> (mean: Double, weights: Double) {
    func weight(_ axis: TileAxis, _ index: Int, _ pixel: Int) -> Double {
      func step(_ seam: Range<Int>) -> Double {
        let t = (Double(pixel - seam.lowerBound * scale) + 0.5) / Double(seam.count * scale)
        return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t)
      }
      func rise(_ seam: Range<Int>) -> Double {
        seam.isEmpty ? (pixel >= seam.lowerBound * scale ? 1 : 0) : step(seam)
      }
      let before = index == 0 ? 1 : rise(axis.seams[index - 1])
      let after = index == axis.count - 1 ? 0 : rise(axis.seams[index])
      return before * (1 - after)
    }
    var mean = 0.0
    var weights = 0.0
    for tile in 0..<plan.count {
      let product =
        weight(plan.columns, tile % plan.columns.count, x)
        * weight(plan.rows, tile / plan.columns.count, y)
      mean += product * values[tile]
      weights += product
    }
    return (mean, weights)
  }

  @Test func theResultIsTheWeightedMeanOfTheTilesAndWeightsSumToOne() {
    for (width, height, tileWidth, tileHeight, overlap) in cuts where width * height < 8000 {
      let scale = 2
      let plan = TilePlan(
        width: width, height: height, tileWidth: tileWidth, tileHeight: tileHeight,
        overlap: overlap)
      let blender = TileBlender(plan: plan, scale: scale)
      var numbers = SeededNumbers(seed: 5)
      let values = (0..<plan.count).map { _ in Float.random(in: 0...255, using: &numbers) }
      let frame = flatPicture(width: width * scale, height: height * scale, .nan)
      for (index, value) in values.enumerated() {
        let tile = flatPicture(
          width: plan.tileWidth * scale, height: plan.tileHeight * scale, value)
        for rows in [0..<height, height..<height * scale] {
          blender.blend(tile, index: index, into: frame, rows: rows)
        }
      }
      var worst = 0.0
      for y in 0..<height * scale {
        for x in 0..<width * scale {
          let (mean, weights) = weightedMean(
            plan: plan, scale: scale, values: values.map(Double.init), x: x, y: y)
          #expect(abs(weights - 1) < 1e-12)
          worst = max(worst, abs(Double(frame[plane: 1, x: x, y: y]) - mean))
        }
      }
      #expect(worst < 1e-4, "\(width)x\(height), tiles \(tileWidth)x\(tileHeight): \(worst)")
    }
  }
}
