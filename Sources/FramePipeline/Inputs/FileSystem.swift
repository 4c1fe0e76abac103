import Glibc

/// The few questions that input and output forms ask of the disk.
package enum FileSystem {
  /// What a path leads to, symbolic links followed.
  package enum Kind {
    case file, folder, other
  }

  /// A file's identity: two paths with the same one are the same file.
  package struct Identity: Hashable {
    let device: UInt
    let inode: UInt

    init(_ status: stat) {
      device = UInt(status.st_dev)
      inode = UInt(status.st_ino)
    }
  }

  /// A file's place: two paths with the same one lead to the same file.
  package enum Place: Hashable {
    case file(Identity)
    case name(String, in: Identity)
    /// In a folder that is not there.
    case unknown(String)
  }

  /// What lies at `path`; nil when nothing does, or it cannot be told (`errno` says why).
  package static func kind(_ path: String) -> Kind? {
    guard let status = status(path) else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The identity of the file at `path`; nil when there is none.
  package static func identity(_ path: String) -> Identity? {
    status(path).map { Identity($0) }
  }

  /// Where the file at `path` is, or would be once it is there.
  package static func place(_ path: String) -> Place {
    if let identity = identity(path) { return .file(identity) }
    let path = destination(of: path)
    guard let folder = identity(Path.folder(path)) else { return .unknown(path) }
    return .name(Path.lastComponent(path), in: folder)
  }

  /// The reason of the last failed call, as the system words it.
  package static var lastError: String { String(cString: strerror(errno)) }

  /// The files in a folder, hidden ones and subfolders left out, in natural order; nil when it cannot be read.
  ///
  /// With links to nothing, and names that are not UTF-8 (repaired, so that nothing has them): whoever leaves one out
  /// should know.
  package static func files(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.map { Path.join(folder, $0) }
      .filter { (kind($0) ?? .file) == .file }
      .sorted(by: NaturalOrder.precedes)
  }

  /// The files that a shell pattern (`*`, `?`, `[...]`, `{a,b}`) matches, in natural order; the same holds for them. Nil
  /// when there are none, and a folder where some could be cannot be read.
  package static func files(matching pattern: String) -> [String]? {
    var result = glob_t()
    defer { globfree(&result) }
    let flags = GLOB_BRACE | GLOB_TILDE
    guard glob(pattern, flags, nil, &result) == 0 else {
      return glob(pattern, flags | GLOB_ERR, nil, &result) == GLOB_ABORTED ? nil : []
    }
    let paths = UnsafeBufferPointer(start: result.gl_pathv, count: Int(result.gl_pathc))
    return paths.compactMap { $0.map { String(cString: $0) } }
      .filter { (kind($0) ?? .file) == .file }
      .sorted(by: NaturalOrder.precedes)
  }

  /// The path without symbolic links, `.` and `..`; nil when it does not exist.
  package static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Where the bytes go that are written to `path`: links are followed, also one to a name at which nothing is yet.
  package static func destination(of path: String) -> String {
    if let resolved = resolved(path) { return resolved }
    var destination = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let target = linkTarget(destination) else { return destination }
      destination =
        target.hasPrefix("/") ? target : Path.join(Path.folder(destination), target)
    }
    return path
  }

  /// What the link at `path` says; nil when there is none, or what it says is no text.
  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(path, base, buffer.count)
      return count > 0 ? String(validating: buffer.prefix(count), as: UTF8.self) : nil
    }
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }
}
