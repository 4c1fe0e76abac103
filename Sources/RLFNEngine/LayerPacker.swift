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

  /// The attention's `conv_f` and `conv4`.
  func gate(_ name: String, channels: Int) -> AlignedFloats {
    let packed = AlignedFloats(count: kernels.gate_size(Int32(channels)))
    kernels.gate_pack(
      tensor(name + ".conv_f.weight"), tensor(name + ".conv_f.bias"),
      tensor(name + ".conv4.weight"), tensor(name + ".conv4.bias"), Int32(channels), packed.base)
    return packed
  }

  /// `c5` and the attention's `conv1` after it as two products over the same input:
  /// conv1(c5(u)) has the weights conv1 * c5 and the bias conv1 * bias(c5) + bias(conv1), computed here in double.
  func mix(_ block: String, channels: Int) -> AlignedFloats {
    let outer = tensor(block + ".esa.conv1.weight")
    let outerBias = tensor(block + ".esa.conv1.bias")
    let inner = tensor(block + ".c5.weight")
    let innerBias = tensor(block + ".c5.bias")
    let attention = Int(RLFN_ATTENTION)
    var product = [Float](repeating: 0, count: attention * channels)
    var bias = [Float](repeating: 0, count: attention)
    for output in 0..<attention {
      var sum = Double(outerBias[output])
      var row = [Double](repeating: 0, count: channels)
      for middle in 0..<channels {
        let factor = Double(outer[output * channels + middle])
        sum += factor * Double(innerBias[middle])
        for input in 0..<channels {
          row[input] += factor * Double(inner[middle * channels + input])
        }
      }
      bias[output] = Float(sum)
      for input in 0..<channels { product[output * channels + input] = Float(row[input]) }
    }
    let packed = AlignedFloats(count: kernels.mix_size(Int32(channels)))
    kernels.mix_pack(inner, innerBias, product, bias, Int32(channels), packed.base)
    return packed
  }
}
