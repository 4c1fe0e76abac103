import CRLFNKernels

/// The tensors of a network, checked against the architecture that they imply.
///
/// Every convolution of `architecture` has its two tensors with exactly their shapes, all values are
/// finite, and there are no others.
public struct Weights: Sendable {
  /// The network that the tensors' names and shapes describe.
  public let architecture: Architecture
  /// SHA-256 of the file's bytes, in lower-case hexadecimal.
  public let sha256: String
  /// Every tensor by its name in the file (`block_1.c1_r.weight`), in the file's row-major order.
  package let tensors: [String: [Float]]

  /// Weights from tensors that are already checked.
  package init(architecture: Architecture, sha256: String, tensors: [String: [Float]]) {
    self.architecture = architecture
    self.sha256 = sha256
    self.tensors = tensors
  }

  /// Reads a `.safetensors` or `.pth` file; its content decides which, not its name.
  ///
  /// - Throws: `EngineError` with code `invalidWeights`, whose message names the file and what in it is
  ///   wrong.
  public init(contentsOf path: String) throws(EngineError) {
    do {
      try self.init(FileBytes.read(path))
    } catch {
      throw .weights("weights file \(EngineError.quoted(path)): \(error.message)", hint: error.hint)
    }
  }

  /// The weights inside the binary: `rlfn_ntire` for scale 2 or 4.
  ///
  /// - Throws: `EngineError` for another scale.
  public static func builtIn(scale: Int) throws(EngineError) -> Weights {
    var size = 0
    guard let bytes = Int32(exactly: scale).flatMap({ rlfn_default_weights($0, &size) }) else {
      throw .weights(
        "there are no built-in weights for scale \(scale)", hint: "the scales are 2 and 4")
    }
    return try Weights(Array(UnsafeBufferPointer(start: bytes, count: size)))
  }

  /// Reads a whole file's bytes.
  package init(_ bytes: [UInt8]) throws(EngineError) {
    let tensors: [String: TensorData]
    if PthFile.isLikely(bytes) {
      tensors = try PthFile(bytes).tensors
    } else if SafetensorsFile.isLikely(bytes) {
      tensors = try SafetensorsFile(bytes).tensors
    } else if PthFile.isLegacy(bytes) {
      throw .weights(
        "a file of PyTorch before 1.6, which is not read",
        hint: "load it with PyTorch and save its state_dict again")
    } else {
      throw .weights("neither a .safetensors nor a .pth file")
    }
    let architecture = try Architecture(describedBy: tensors.mapValues(\.shape))
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key })
    where !tensor.values.allSatisfy(\.isFinite) {
      throw .weights("tensor \(EngineError.quoted(name)) holds an infinite value or not a number")
    }
    self.init(
      architecture: architecture, sha256: Sha256.hexDigest(of: bytes),
      tensors: tensors.mapValues(\.values))
  }
}
