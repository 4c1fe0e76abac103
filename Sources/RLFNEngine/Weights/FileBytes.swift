import Glibc

/// Reading a small file whole.
package enum FileBytes {
  /// The bytes of the file at `path`, at most `limit`.
  package static func read(_ path: String, limit: Int = WeightsLimits.fileBytes) throws(EngineError)
    -> [UInt8]
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else {
        throw .weights("larger than \(limit >> 20) MiB, which no network of this family is")
      }
      bytes += chunk[..<count]
    }
  }

  private static func failure(_ code: Int32) -> EngineError {
    .weights("cannot be read: \(String(cString: strerror(code)))")
  }
}
