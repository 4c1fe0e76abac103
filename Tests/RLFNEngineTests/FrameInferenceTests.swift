import RLFNEngine
import RLFNTestSupport
import Testing

@Suite struct FrameInferenceTests {
  @Test(arguments: [
    (64, 48), (97, 33), (15, 15), (7, 40), (1, 1), (200, 17), (16, 300), (701, 25),
  ])
  func outputIsTheSameForAnyNumberOfThreads(width: Int, height: Int) throws {
    let network = try Network(weights: .builtIn(scale: 4))
    let image = TestPictures.noise(width: width, height: height, seed: 7)
    let single = TestPictures.upscale(image, network: network, threads: 1)
    for threads in [2, 3, 7, 20] {
      let several = TestPictures.upscale(image, network: network, threads: threads)
      #expect(several == single, "\(width)x\(height) on \(threads) threads")
    }
  }

  @Test(arguments: [(61, 47), (96, 100), (14, 3)])
  func vectorLevelsGiveTheSameBits(width: Int, height: Int) throws {
    let image = TestPictures.noise(width: width, height: height, seed: 3)
    let levels = KernelLevel.available.filter { $0.name != "openblas" && $0.name != "reference" }
    let outputs = try levels.map { level in
      TestPictures.upscale(
        image, network: try Network(weights: .builtIn(scale: 4), level: level), threads: 2)
    }
    for (level, output) in zip(levels, outputs) {
      #expect(output == outputs[0], "\(level.name) against \(levels[0].name)")
    }
  }

  @Test func aRegionIsInferredAsIfItWereTheWholeFrame() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let image = TestPictures.noise(width: 80, height: 60, seed: 5)
    let inference = FrameInference(network: network, width: 33, height: 21, threads: 2)
    let region = PlanarImage(width: 33, height: 21)
    for plane in 0..<3 {
      for y in 0..<21 {
        for x in 0..<33 {
          region.plane(plane)[y * region.rowStride + x] =
            image.plane(plane)[(y + 9) * image.rowStride + x + 12]
        }
      }
    }
    let inPlace = PlanarImage(width: 66, height: 42)
    let apart = PlanarImage(width: 66, height: 42)
    inference.infer(image, x: 12, y: 9, into: inPlace)
    inference.infer(region, into: apart)
    #expect(TestPictures.values(inPlace) == TestPictures.values(apart))
  }

  @Test func framesTooSmallForTheAttentionAreContinuedByTheirEdge() throws {
    let network = try Network(weights: .builtIn(scale: 4))
    let small = TestPictures.noise(width: 5, height: 9, seed: 11)
    let continued = PlanarImage(width: 15, height: 15)
    for plane in 0..<3 {
      for y in 0..<15 {
        for x in 0..<15 {
          continued.plane(plane)[y * continued.rowStride + x] =
            small.plane(plane)[min(y, 8) * small.rowStride + min(x, 4)]
        }
      }
    }
    let whole = TestPictures.upscale(continued, network: network, threads: 1)
    var cropped: [Float] = []
    for plane in 0..<3 {
      for y in 0..<36 {
        let start = (plane * 60 + y) * 60
        cropped += whole[start..<start + 20]
      }
    }
    #expect(TestPictures.upscale(small, network: network, threads: 2) == cropped)
  }

  @Test func memoryDependsOnTheWidthNotTheHeight() throws {
    let network = try Network(weights: .builtIn(scale: 4))
    let low = FrameInference.scratchBytes(network: network, width: 320, height: 400, threads: 2)
    let high = FrameInference.scratchBytes(network: network, width: 320, height: 4000, threads: 2)
    #expect(high < low * 11 / 10)
  }

  /// Many threads find work in parts of a few bands, where whole ones would take three times the memory.
  @Test func manyThreadsTakeLittleMoreMemory() throws {
    let network = try Network(weights: .builtIn(scale: 4))
    let few = FrameInference.scratchBytes(network: network, width: 1920, height: 1080, threads: 2)
    let many = FrameInference.scratchBytes(network: network, width: 1920, height: 1080, threads: 32)
    #expect(many < few * 2)
  }

  /// Of what waits for its block's attention there are 11 bands of six rows with 64 channels in all, in the first block as in
  /// the last: 32 MB of the four blocks of this network. Were the first block to run as far ahead at once as the last one's output
  /// needs it in the end, it would be 50.
  @Test func noBlockRunsAheadOfTheNext() throws {
    let network = try Network(weights: .builtIn(scale: 4))
    let bytes = FrameInference.scratchBytes(network: network, width: 480, height: 1080, threads: 1)
    #expect(bytes < 80_000_000)
  }
}
