/// The tensors of a network, checked against the architecture that they imply.
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
}
