import CFFmpeg

/// The first half of a SHA-256.
struct Digest: Hashable {
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  /// Of nothing.
  init() {}

  /// Of these bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let state = DigestState()
    state.add(bytes)
    self = state.finish()
  }

  fileprivate init(_ bytes: [UInt8]) {
    for index in 0..<8 {
      high = high << 8 | UInt64(bytes[index])
      low = low << 8 | UInt64(bytes[index + 8])
    }
  }

  /// The start of it in hexadecimal, to tell two apart.
  var text: String {
    let digits = String(high, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
  }
}

/// A digest that grows.
final class DigestState {
  private var context: OpaquePointer?

  /// Of nothing yet.
  init() {
    context = av_sha_alloc()
    guard context != nil else { fatalError("out of memory") }
    av_sha_init(context, 256)
  }

  deinit { av_free(UnsafeMutableRawPointer(context)) }

  /// Adds bytes.
  func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let start = bytes.baseAddress { av_sha_update(context, start, bytes.count) }
  }

  /// Adds the number of bytes that follow, so that where they are cut makes a difference.
  func add(count: Int) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) {
      add($0.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// The digest of all that was added; begins anew.
  func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    av_sha_final(context, &bytes)
    av_sha_init(context, 256)
    return Digest(bytes)
  }
}
