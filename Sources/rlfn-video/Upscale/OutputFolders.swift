import FramePipeline
import Glibc

/// The folders that a run makes for its outputs, and takes away again where nothing came into them.
struct OutputFolders {
  private var made: [String] = []

  /// Makes sure that the folder is there and can be written.
  mutating func make(_ folder: String) throws(CommandError) {
    if FileSystem.kind(folder) == nil {
      guard mkdir(folder, 0o777) == 0 else {
        throw CommandError(
          .unwritableOutput, "folder '\(folder)' cannot be made: \(FileSystem.lastError)")
      }
      made.append(folder)
    }
    try check(folder, of: folder)
  }

  /// Makes sure that a file can be made in the folder.
  func check(_ folder: String, of output: String) throws(CommandError) {
    guard let kind = FileSystem.kind(folder) else {
      throw CommandError(
        .unwritableOutput,
        "output '\(output)' cannot be written: folder '\(folder)': \(FileSystem.lastError)")
    }
    guard kind == .folder else {
      throw CommandError(
        .unwritableOutput, "output '\(output)' cannot be written: '\(folder)' is not a folder")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw CommandError(
        .unwritableOutput, "output '\(output)' cannot be written: \(FileSystem.lastError)")
    }
  }

  /// Removes what was made and is still empty.
  func removeEmpty() {
    for folder in made.reversed() { rmdir(folder) }
  }
}
