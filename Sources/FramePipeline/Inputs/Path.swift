/// The parts of a file's path, as text: nothing here looks at the disk.
package enum Path {
  /// The last component, without trailing slashes: `b.png` of `a/b.png`; `/` of `/`.
  package static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? (path.hasPrefix("/") ? "/" : path)
  }

  /// Everything before the last component: `a` of `a/b.png`, `.` of `b.png`, `/` of `/b`.
  package static func folder(_ path: String) -> String {
    let trimmed = path.trimmingSlashes
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash]).trimmingSlashes
  }

  /// The last component without its extension: `b.c` of `a/b.c.png`; a leading dot starts no extension.
  package static func stem(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// The extension in lower case without its dot, or "".
  package static func fileExtension(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// `folder/name`, with one slash between them.
  package static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}

extension String {
  /// Without the slashes at its end, but `/` stays.
  fileprivate var trimmingSlashes: String {
    var trimmed = Substring(self)
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    return String(trimmed)
  }
}
