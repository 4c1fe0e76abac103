import FramePipeline
import Glibc

/// A file that the runtime report goes to.
struct ReportFile: Sendable {
  /// What the report is written as.
  enum Format: String, Sendable { case json, csv }

  /// The user's path.
  let path: String
  /// Its extension.
  let format: Format

  private init(path: String, format: Format) {
    self.path = path
    self.format = format
  }

  /// Reads the argument of `--report`.
  init(argument path: String) throws(InvalidValue) {
    guard let format = Format(rawValue: Path.fileExtension(path)) else {
      throw InvalidValue(
        reason: "'\(path)' tells no format", hint: "give a file that ends in .json or .csv")
    }
    self.init(path: path, format: format)
  }

  /// The report of one input of a batch: `run-clip.json` for `run.json`.
  func named(after input: String) -> ReportFile {
    let name = "\(Path.stem(path))-\(input).\(format)"
    let folder = Path.folder(path)
    return ReportFile(path: folder == "." ? name : Path.join(folder, name), format: format)
  }

  /// Finds out before hours of work whether the file can be written; changes nothing.
  func checkWritable() throws(CommandError) {
    let existed = FileSystem.kind(path) != nil
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CommandError(
        .unwritableOutput, "report '\(path)' cannot be written: \(FileSystem.lastError)")
    }
    close(descriptor)
    if !existed { unlink(path) }
  }

  /// Writes the report.
  func write(_ report: RunReport) throws(CommandError) {
    do {
      switch format {
      case .json: try report.writeJSON(to: path)
      case .csv: try report.writeCSV(to: path)
      }
    } catch { throw CommandError(error) }
  }
}
