#if canImport(Glibc)
  import Glibc
#endif

/// A folder of a test's own, removed with all that is in it when the object goes.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path: String

  /// A new, empty folder.
  public init() {
    var template = Array("/tmp/rlfn-video-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary folder can be made") }
    path = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  deinit {
    Self.removeAll(path)
  }

  /// The path of a file in it.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Makes a file with that text, and the folders above it.
  @discardableResult
  public func write(_ text: String = "", to name: String) -> String {
    write(Array(text.utf8), to: name)
  }

  /// Makes a file of those bytes, and the folders above it.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) -> String {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/" + part
      mkdir(folder, 0o755)
    }
    // Half a file would be another test than the one that is meant.
    guard let stream = fopen(file(name), "w"), fwrite(bytes, 1, bytes.count, stream) == bytes.count,
      fclose(stream) == 0
    else { fatalError("cannot write \(file(name)): \(String(cString: strerror(errno)))") }
    return file(name)
  }

  private static func removeAll(_ path: String) {
    for name in names(at: path) where remove(path + "/" + name) != 0 {
      removeAll(path + "/" + name)
    }
    remove(path)
  }

  /// The names in it or in a folder below it, sorted; hidden ones too.
  public func names(in folder: String = "") -> [String] {
    Self.names(at: file(folder))
  }

  private static func names(at path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
