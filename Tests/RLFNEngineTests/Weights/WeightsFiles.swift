import RLFNEngine
import RLFNTestSupport
import Testing

/// Weight files that tests read and break.
enum WeightsFiles {
  /// A small network with tensors of every stored form, written by PyTorch and by the safetensors library
  /// (Tests/Fixtures/weights/make_fixtures.py).
  static let mixedPth = Shared.packageRoot + "/Tests/Fixtures/weights/mixed.pth"
  static let mixedSafetensors = Shared.packageRoot + "/Tests/Fixtures/weights/mixed.safetensors"

  /// SHA-256 of all tensors' values as little-endian floats, in the order of their names.
  static func digest(of tensors: [String: [Float]]) -> String {
    let bytes = tensors.sorted { $0.key < $1.key }.flatMap { _, values in
      values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xff) } }
    }
    return Sha256.hexDigest(of: bytes)
  }

  /// A number's lowest `byteCount` bytes, the lowest first.
  static func littleEndian(_ number: Int, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// A safetensors file with that header and data; another header length may be claimed.
  static func safetensors(_ header: String, data: [UInt8] = [], claimedLength: Int? = nil)
    -> [UInt8]
  {
    littleEndian(claimedLength ?? header.utf8.count, 8) + Array(header.utf8) + data
  }

  /// Expects an error about weights whose message is one line and contains `part`.
  static func expectRefusal(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    let error = #expect(throws: EngineError.self, sourceLocation: sourceLocation) { try body() }
    guard let error else { return }
    #expect(error.code == .invalidWeights, sourceLocation: sourceLocation)
    #expect(error.message.contains(part), sourceLocation: sourceLocation)
    #expect(!error.message.contains("\n"), sourceLocation: sourceLocation)
  }
}
