/// Where a job's frames come from; every path is one that the caller may open.
public enum MediaInput: Sendable, Hashable {
  /// A file that FFmpeg's libraries read, with as many streams as it has.
  case video(String)
  /// Images in the order in which they are shown: a folder, a pattern, a glob or one picture. Never empty.
  case images([String])
  /// A y4m or NUT stream on standard input.
  case standardInput

  /// Whether each frame is a file of its own.
  public var isImages: Bool { if case .images = self { true } else { false } }

  /// What names the input in messages and reports: its path, the folder or first file of images, or `-`.
  public var path: String {
    switch self {
    case .video(let path): path
    case .images(let paths): paths.first ?? ""
    case .standardInput: "-"
    }
  }

  /// What names a frame, counted from 0, in messages.
  func name(ofFrame index: Int) -> String {
    if case .images(let paths) = self, paths.indices.contains(index) { return paths[index] }
    return "frame \(index) of \(path)"
  }
}
