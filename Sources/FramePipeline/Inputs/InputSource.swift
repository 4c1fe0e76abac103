/// One input of the command: where its frames come from, and what its output is named after.
public struct InputSource: Sendable {
  /// Where the frames come from.
  public let media: MediaInput
  /// What an output in a folder is named after: the file's name without extension, or the folder's name.
  public let name: String
  /// The number of the first image where the input is a printf pattern.
  public let firstNumber: Int?
  /// Whether the user named one file, not a folder or pattern that happens to hold one.
  let isSingleFile: Bool

  init(
    _ media: MediaInput, name: String, firstNumber: Int? = nil, isSingleFile: Bool = false
  ) {
    self.media = media
    self.name = name
    self.firstNumber = firstNumber
    self.isSingleFile = isSingleFile
  }

  /// One file.
  init(file path: String) {
    let isImage = MediaKind(path: path) == .image
    self.init(
      isImage ? .images([path]) : .video(path), name: Path.stem(path),
      isSingleFile: true)
  }
}
