/// Where a job's frames go.
public enum MediaOutput: Sendable, Hashable {
  /// A video file; the extension chooses the container.
  case video(String)
  /// PNG files in a folder, named after the input images (`suffix` added before the extension), or `%06d.png` from 1
  /// where the input is no images. The folder may not exist yet; its parent does.
  case imageFolder(String, suffix: String)
  /// A printf pattern such as `shot_%04d.png`, whose first frame has the number `firstNumber`.
  case imagePattern(String, firstNumber: Int)
  /// One picture; the extension chooses the format.
  case singleImage(String)
  /// A y4m stream on standard output.
  case standardOutput

  /// What names the output in messages and reports: its path, or `-`.
  public var path: String {
    switch self {
    case .video(let path), .imageFolder(let path, _), .imagePattern(let path, _),
      .singleImage(let path):
      path
    case .standardOutput: "-"
    }
  }

  /// Whether each frame becomes a file of its own.
  public var isImages: Bool {
    switch self {
    case .imageFolder, .imagePattern, .singleImage: true
    case .video, .standardOutput: false
    }
  }

  /// The file that frame number `index` (from 0) of `input` goes to; nil where frames share one file.
  public func imagePath(frame index: Int, of input: MediaInput) -> String? {
    switch self {
    case .video, .standardOutput:
      return nil
    case .singleImage(let path):
      return path
    case .imagePattern(let path, let firstNumber):
      return numbers?.path(number: firstNumber + index) ?? path
    case .imageFolder(let folder, let suffix):
      if case .images(let paths) = input, paths.indices.contains(index) {
        return Path.join(folder, Path.stem(paths[index]) + suffix + ".png")
      }
      return numbers?.path(number: index + 1)
    }
  }

  /// The names of frames that have a number in place of a name.
  var numbers: PrintfPattern? {
    switch self {
    case .imagePattern(let path, _): PrintfPattern(path)
    case .imageFolder(let folder, let suffix):
      PrintfPattern(folder: folder, digits: 6, suffix: suffix + ".png")
    case .video, .singleImage, .standardOutput: nil
    }
  }
}
