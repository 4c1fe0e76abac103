extension Architecture {
  /// The architecture that tensors' names and shapes describe, where they are exactly those of one.
  ///
  /// A few leading tensors give the numbers; then every tensor of that network must be there with its
  /// shape, and no other.
  init(describedBy shapes: [String: [Int]]) throws(EngineError) {
    let first = try Self.kernelShape("conv_1.weight", in: shapes)
    let inner = try Self.kernelShape("block_1.c1_r.weight", in: shapes)
    let attention = try Self.kernelShape("block_1.esa.conv1.weight", in: shapes)
    let last = try Self.kernelShape("upsampler.0.weight", in: shapes)
    guard let scale = Self.scales.first(where: { 3 * $0 * $0 == last[0] }) else {
      throw .weights(
        "tensor 'upsampler.0.weight' has \(last[0]) channels; scale 2 has 12, scale 4 has 48")
    }
    var blocks = 1
    while shapes["block_\(blocks + 1).c1_r.weight"] != nil { blocks += 1 }
    self.init(
      channels: first[0], midChannels: inner[0], blocks: blocks, scale: scale,
      attentionChannels: attention[0])
    try checkTensors(shapes)
  }

  /// The shape of a tensor that must have four dimensions, its channels within reason.
  private static func kernelShape(_ name: String, in shapes: [String: [Int]]) throws(EngineError)
    -> [Int]
  {
    guard let shape = shapes[name] else {
      throw .weights(
        "tensor '\(name)' is missing", hint: "the file holds another network than RLFN")
    }
    guard shape.count == 4 else {
      throw .weights("tensor '\(name)' has \(shape.count) dimensions instead of 4")
    }
    guard (1...1024).contains(shape[0]) else {
      throw .weights("tensor '\(name)' has \(shape[0]) channels; 1 to 1024 are possible")
    }
    return shape
  }

  private func checkTensors(_ shapes: [String: [Int]]) throws(EngineError) {
    var unexpected = Set(shapes.keys)
    for layer in convolutions {
      for (name, expected) in [layer.weight, layer.bias] {
        guard let shape = shapes[name] else { throw .weights("tensor '\(name)' is missing") }
        guard shape == expected else {
          throw .weights(
            "tensor '\(name)' has the shape \(Self.text(shape)) instead of \(Self.text(expected))")
        }
        unexpected.remove(name)
      }
    }
    if let name = unexpected.min() {
      throw .weights("tensor \(EngineError.quoted(name)) does not belong to this network")
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "of one number" : shape.map(String.init).joined(separator: "x")
  }
}
