/// A checkpoint of `torch.save` (1.6 or later): a zip archive whose `data.pkl` describes the tensors, and
/// whose members `data/0`, `data/1`... hold their values.
package struct PthFile: Sendable {
  /// Every tensor by its name.
  package let tensors: [String: TensorData]

  /// Whether bytes look like this format: a zip archive begins with a member.
  static func isLikely(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

  /// Whether bytes are a checkpoint of PyTorch before 1.6: a bare pickle of the number 0x1950a86a20f9469cfc6c.
  static func isLegacy(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9])
  }

  /// Reads a whole file's bytes.
  package init(_ bytes: [UInt8]) throws(EngineError) {
    let members = try ZipArchive(bytes).members
    let pickles = members.keys.filter { $0.hasSuffix("/data.pkl") }
    guard let pickle = pickles.first, pickles.count == 1, let range = members[pickle] else {
      throw .weights("the archive has \(pickles.count) members '*/data.pkl' instead of 1")
    }
    let folder = pickle.dropLast("data.pkl".count)
    if let order = members[folder + "byteorder"], !bytes[order].elementsEqual("little".utf8) {
      throw .weights("the values are not little-endian")
    }
    let described = try PickleReader.tensors(in: bytes, range)
    guard described.count <= WeightsLimits.tensors else {
      throw .weights("the pickle names \(described.count) tensors: too many")
    }
    var tensors: [String: TensorData] = [:]
    var valuesLeft = WeightsLimits.values
    for (name, tensor) in described.sorted(by: { $0.key < $1.key }) {
      let place = "tensor " + EngineError.quoted(name)
      let count = try tensor.checkedCount(place)
      valuesLeft -= count
      guard valuesLeft >= 0 else { throw .weights("\(place): more values than a network can have") }
      let member = folder + "data/" + tensor.storage.key
      guard let data = members[member] else {
        throw .weights("\(place): archive member \(EngineError.quoted(member)) is missing")
      }
      let expectedBytes = tensor.storage.count * tensor.storage.type.byteCount
      guard data.count == expectedBytes else {
        throw .weights(
          "\(place): archive member \(EngineError.quoted(member)) has \(data.count) bytes instead of "
            + "\(expectedBytes)")
      }
      tensors[name] = TensorData(
        shape: tensor.shape, values: tensor.gather(count, from: bytes, at: data.lowerBound))
    }
    self.tensors = tensors
  }
}

extension StoredTensor {
  /// The number of values, after a check that all of them lie within the storage.
  fileprivate func checkedCount(_ place: String) throws(EngineError) -> Int {
    let possible = 0...WeightsLimits.values
    guard let count = WeightsLimits.valueCount(ofShape: shape) else {
      throw .weights("\(place): impossible shape")
    }
    guard possible ~= storage.count, possible ~= offset, strides.count == shape.count,
      strides.allSatisfy({ possible ~= $0 })
    else { throw .weights("\(place): impossible storage, offset or strides") }
    // At most 8 products below 2^52: no overflow.
    let last = zip(shape, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
    guard count == 0 || last < storage.count else {
      throw .weights("\(place) reaches past the \(storage.count) values of its storage")
    }
    return count
  }

  /// The values in row-major order of the shape, whatever the strides.
  fileprivate func gather(_ count: Int, from bytes: [UInt8], at start: Int) -> [Float] {
    var index = [Int](repeating: 0, count: shape.count)
    var position = offset
    return (0..<count).map { _ in
      let value = storage.type.value(in: bytes, at: start + position * storage.type.byteCount)
      for dimension in shape.indices.reversed() {
        index[dimension] += 1
        position += strides[dimension]
        if index[dimension] < shape[dimension] { break }
        position -= shape[dimension] * strides[dimension]
        index[dimension] = 0
      }
      return value
    }
  }
}
