import RLFNEngine
import RLFNTestSupport
import Testing

/// What tensors make a network: each case changes one thing in a network that loads.
@Suite struct WeightsRecognitionTests {
  private static let architecture = Architecture(
    channels: 2, midChannels: 3, blocks: 2, scale: 2, attentionChannels: 1)

  /// A safetensors file of the network above, after `change` has been made to its tensors' shapes.
  private func file(
    fill: Float = 0.5, _ change: (inout [String: [Int]]) -> Void = { _ in }
  ) -> [UInt8] {
    var shapes: [String: [Int]] = [:]
    for layer in Self.architecture.convolutions {
      shapes[layer.weight.name] = layer.weight.shape
      shapes[layer.bias.name] = layer.bias.shape
    }
    change(&shapes)
    var entries: [String] = []
    var end = 0
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      let begin = end
      end += 4 * shape.reduce(1, *)
      entries.append(
        "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}")
    }
    let value = WeightsFiles.littleEndian(Int(fill.bitPattern), 4)
    let data = (0..<end / 4).flatMap { _ in value }
    return WeightsFiles.safetensors("{" + entries.joined(separator: ",") + "}", data: data)
  }

  private func expectRefusal(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout [String: [Int]]) -> Void
  ) {
    WeightsFiles.expectRefusal(part, sourceLocation: sourceLocation) {
      _ = try Weights(file(change))
    }
  }

  @Test func theNumbersFollowFromTheShapes() throws {
    #expect(try Weights(file()).architecture == Self.architecture)
  }

  @Test func eachMissingTensorIsNamed() {
    for layer in Self.architecture.convolutions {
      for name in [layer.weight.name, layer.bias.name]
      // Without the first layer of the last block, the others of that block belong to nothing.
      where name != "block_2.c1_r.weight" {
        expectRefusal("tensor '\(name)' is missing") { $0[name] = nil }
      }
    }
    expectRefusal("tensor 'block_2.c1_r.bias' does not belong to this network") {
      $0["block_2.c1_r.weight"] = nil
    }
  }

  @Test func eachWrongShapeIsNamed() {
    for layer in Self.architecture.convolutions {
      expectRefusal("tensor '\(layer.bias.name)' has the shape") { $0[layer.bias.name]?[0] += 1 }
      expectRefusal("tensor '\(layer.weight.name)' has the shape") {
        $0[layer.weight.name]?[1] += 1
      }
    }
    expectRefusal("tensor 'conv_2.bias' has the shape of one number instead of 2") {
      $0["conv_2.bias"] = []
    }
    expectRefusal("tensor 'conv_1.weight' has 2 dimensions instead of 4") {
      $0["conv_1.weight"] = [2, 27]
    }
  }

  @Test func aTensorTooManyIsNamed() {
    expectRefusal("tensor 'block_3.c5.bias' does not belong to this network") {
      $0["block_3.c5.bias"] = [2]
    }
    expectRefusal("tensor 'module.conv_1.bias' does not belong") { $0["module.conv_1.bias"] = [2] }
  }

  @Test func otherScalesAndNoChannelsAreRefused() {
    expectRefusal("'upsampler.0.weight' has 27 channels; scale 2 has 12, scale 4 has 48") {
      $0["upsampler.0.weight"] = [27, 2, 3, 3]
    }
    expectRefusal("'block_1.c1_r.weight' has 0 channels") {
      $0["block_1.c1_r.weight"] = [0, 2, 3, 3]
    }
    expectRefusal("'conv_1.weight' has 1025 channels") { $0["conv_1.weight"] = [1025, 3, 3, 3] }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func valuesThatAreNotFiniteAreRefused(value: Float) {
    WeightsFiles.expectRefusal("tensor 'block_1.c1_r.bias' holds an infinite value") {
      _ = try Weights(file(fill: value))
    }
  }
}
