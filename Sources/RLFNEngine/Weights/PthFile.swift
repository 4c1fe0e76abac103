/// A checkpoint of `torch.save` (1.6 or later): a zip archive with a pickle that describes the tensors.
package struct PthFile: Sendable {
  /// Every tensor by its name.
  package let tensors: [String: TensorData]

  static func isLikely(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }
  static func isLegacy(_ bytes: [UInt8]) -> Bool { false }
  package init(_ bytes: [UInt8]) throws(EngineError) { throw .weights("not yet read") }
}
