import FramePipeline

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

  /// The report of one output of a batch: `run-clip.mkv.json` for `run.json`. No two outputs have one name.
  func named(after output: String) -> ReportFile {
    let name = "\(Path.stem(path))-\(Path.lastComponent(output)).\(format)"
    let folder = Path.folder(path)
    return ReportFile(path: folder == "." ? name : Path.join(folder, name), format: format)
  }

  /// Finds out before hours of work whether the file can be written; changes nothing.
  func checkWritable() throws(CommandError) {
    do { try RunReport.checkPlace(path) } catch { throw CommandError(error) }
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
