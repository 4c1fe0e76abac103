import CRLFNKernels

/// Brings a layer's tensors into the order that a level's kernels read.
struct LayerPacker {
  let weights: Weights
  let kernels: rlfn_kernels

  private func tensor(_ name: String) -> [Float] {
    guard let values = weights.tensors[name] else {
      preconditionFailure("weights are checked to hold every tensor of their architecture: \(name)")
    }
    return values
  }

  /// A 3x3 layer.
  func convolution(_ name: String, inputs: Int, outputs: Int) -> AlignedFloats {
    let packed = AlignedFloats(count: kernels.conv3x3_size(Int32(inputs), Int32(outputs)))
    kernels.conv3x3_pack(
      tensor(name + ".weight"), tensor(name + ".bias"), Int32(inputs), Int32(outputs), packed.base)
    return packed
  }

  /// The layer from three colour planes.
  func first(_ name: String, outputs: Int) -> AlignedFloats {
    let packed = AlignedFloats(count: kernels.first_size(Int32(outputs)))
    kernels.first_pack(
      tensor(name + ".weight"), tensor(name + ".bias"), Int32(outputs), packed.base)
    return packed
  }

  /// That layer and the 3x3 layer named `second`, with nothing between them, as one.
  func opening(_ first: String, _ second: String, middle: Int, outputs: Int) -> AlignedFloats {
    let packed = AlignedFloats(count: kernels.opening_size(Int32(middle), Int32(outputs)))
    kernels.opening_pack(
      tensor(first + ".weight"), tensor(first + ".bias"), tensor(second + ".weight"),
      tensor(second + ".bias"), Int32(middle), Int32(outputs), packed.base)
    return packed
  }

  /// A 3x3 layer of the attention's small maps.
  func attention(_ name: String) -> AlignedFloats {
    let packed = AlignedFloats(count: kernels.attention3x3_size())
    kernels.attention3x3_pack(tensor(name + ".weight"), tensor(name + ".bias"), packed.base)
    return packed
  }

  /// `c5` and the attention's `conv1` after it as two products over the same input.
  func mix(_ block: String, channels: Int) -> AlignedFloats {
    let attention = composition(block + ".esa.conv1", block + ".c5", inputs: channels)
    let packed = AlignedFloats(count: kernels.mix_size(Int32(channels)))
    kernels.mix_pack(
      tensor(block + ".c5.weight"), tensor(block + ".c5.bias"),
      attention.weights.map { Float($0) }, attention.bias.map { Float($0) }, Int32(channels),
      packed.base)
    return packed
  }

  /// The attention ends in sigmoid(conv4(stretched + conv_f(large map))), and conv4 of a sum is a sum: this is conv4(conv_f).
  func gate(_ name: String, channels: Int) -> AlignedFloats {
    let layer = composition(name + ".conv4", name + ".conv_f", inputs: Int(RLFN_ATTENTION))
    return exponent(weights: layer.weights, bias: layer.bias, channels: channels)
  }

  /// And this `conv4` of what is stretched, which may as well come before that. Its bias is in the other part.
  func lowExponent(_ name: String, channels: Int) -> AlignedFloats {
    exponent(
      weights: tensor(name + ".conv4.weight").map { Double($0) },
      bias: [Double](repeating: 0, count: channels), channels: channels)
  }

  /// A 1x1 layer that makes of the attention's channels the exponent that the gate takes.
  private func exponent(weights: [Double], bias: [Double], channels: Int) -> AlignedFloats {
    let minusLog2E = -1.4426950408889634
    let inputs = RLFN_ATTENTION
    let packed = AlignedFloats(count: kernels.product_size(inputs, Int32(channels)))
    kernels.product_pack(
      weights.map { Float(minusLog2E * $0) }, bias.map { Float(minusLog2E * $0) }, inputs,
      Int32(channels), packed.base)
    return packed
  }

  /// Two 1x1 layers, one after the other, as one: outer(inner(u)) has the weights outer * inner and the bias
  /// outer * bias(inner) + bias(outer).
  private func composition(
    _ outer: String, _ inner: String, inputs: Int
  ) -> (weights: [Double], bias: [Double]) {
    let (outerWeights, outerBias) = (tensor(outer + ".weight"), tensor(outer + ".bias"))
    let (innerWeights, innerBias) = (tensor(inner + ".weight"), tensor(inner + ".bias"))
    var weights = [Double](repeating: 0, count: outerBias.count * inputs)
    var bias = outerBias.map { Double($0) }
    for output in outerBias.indices {
      for middle in innerBias.indices {
        let factor = Double(outerWeights[output * innerBias.count + middle])
        bias[output] += factor * Double(innerBias[middle])
        for input in 0..<inputs {
          weights[output * inputs + input] +=
            factor * Double(innerWeights[middle * inputs + input])
        }
      }
    }
    return (weights, bias)
  }
}
