import RLFNEngine
import RLFNTestSupport
import Testing

/// Every published checkpoint against PyTorch's output, at every kernel level that this machine has.
@Suite struct GoldenTests {
  static let checkpoints = ["rlfn_ntire_x4", "rlfn_s_x2", "rlfn_s_x4", "rlfn_x2", "rlfn_x4"]
  static let sizes = ["64x48", "61x47"]

  @Test(
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"),
    arguments: checkpoints, sizes)
  func outputIsThatOfPyTorch(checkpoint: String, size: String) throws {
    let weights = try Weights(contentsOf: Shared.folder + "/weights/\(checkpoint).pth")
    let golden = try SafetensorsFile(
      contentsOf: Shared.folder + "/golden/\(checkpoint)_\(size).safetensors")
    let input = try #require(golden.tensors["input"])
    let output = try #require(golden.tensors["output"])
    for level in KernelLevel.available {
      let network = try Network(weights: weights, level: level)
      let result = TestPictures.upscale(
        TestPictures.picture(input.values, width: input.shape[2], height: input.shape[1]),
        network: network, threads: 2)
      let error = TestPictures.largestDifference(result, output.values.map { min(max($0, 0), 255) })
      print("\(checkpoint) \(size) \(level.name): largest error \(error)")
      // What the README says of the levels whose output is the same bits everywhere; others' is another on each CPU.
      let isExact = !["openblas", "reference"].contains(level.name)
      #expect(error <= (isExact ? 0.0007 : 0.02), "\(checkpoint) \(size) at level \(level.name)")
    }
  }
}
