import Glibc

/// All inputs of one run, in the order in which they are worked on.
public struct InputSet: Sendable {
  /// The inputs; at least one.
  public let sources: [InputSource]
  /// Whether the output is a folder with one output per input: several inputs, or a folder or glob of videos.
  public let isBatch: Bool

  /// Recognises what each text stands for: a file, a folder, a printf pattern, a shell pattern, or `-`.
  ///
  /// - Parameters:
  ///   - texts: what the user gave, at least one.
  ///   - startNumber: the first number of printf patterns; nil takes the lowest that exists.
  /// - Throws: `.unreadableInput` for what is missing, empty or unreadable, `.usage` for a folder that holds both images
  ///   and videos and for what cannot be in a batch.
  public init(_ texts: [String], startNumber: Int? = nil) throws(PipelineError) {
    precondition(!texts.isEmpty, "a run has at least one input")
    var sources: [InputSource] = []
    var isBatch = texts.count > 1
    for text in texts {
      let found = try Self.recognize(text, startNumber: startNumber)
      isBatch = isBatch || found.isBatch
      sources += found.sources
    }
    if isBatch, sources.contains(where: { $0.media == .standardInput }) {
      throw PipelineError(
        .usage, "standard input ('-') cannot be one of several inputs",
        hint: "run it by itself")
    }
    self.sources = sources
    self.isBatch = isBatch
  }

  private typealias Found = (sources: [InputSource], isBatch: Bool)

  private static func recognize(_ text: String, startNumber: Int?) throws(PipelineError) -> Found {
    if text == "-" { return ([InputSource(.standardInput, name: "stdin")], false) }
    // A name that exists is meant literally, whatever characters it has.
    switch FileSystem.kind(text) {
    case .folder:
      guard let files = FileSystem.files(in: text) else {
        throw unreadable(text, FileSystem.lastError)
      }
      let folder = FileSystem.resolved(text) ?? text
      return try classify(files, of: "folder '\(text)'", name: Path.lastComponent(folder))
    case .file:
      guard access(text, R_OK) == 0 else { throw unreadable(text, FileSystem.lastError) }
      return ([InputSource(file: text)], false)
    case .other:
      return ([InputSource(.video(text), name: Path.stem(text))], false)
    case nil:
      let reason = FileSystem.lastError
      if let pattern = PrintfPattern(text) {
        return ([try sequence(pattern, text, startNumber: startNumber)], false)
      }
      if text.contains(where: { "*?[{".contains($0) }) {
        guard let files = FileSystem.files(matching: text) else {
          throw unreadable(text, FileSystem.lastError)
        }
        let folder = Path.folder(text)
        return try classify(
          files, of: "pattern '\(text)'",
          name: Path.lastComponent(FileSystem.resolved(folder) ?? folder))
      }
      throw unreadable(text, reason)
    }
  }

  /// Images become one input, videos one each.
  private static func classify(_ files: [String], of what: String, name: String)
    throws(PipelineError) -> Found
  {
    let kinds = files.map { MediaKind(fileExtension: Path.fileExtension($0)) }
    for (file, kind) in zip(files, kinds) where kind != nil && FileSystem.kind(file) == nil {
      throw unreadable(file, FileSystem.lastError)
    }
    let images = zip(files, kinds).filter { $0.1 == .image }.map(\.0)
    let videos = zip(files, kinds).filter { $0.1 == .video }.map(\.0)
    if let image = images.first, let video = videos.first {
      throw PipelineError(
        .usage,
        "\(what) holds both images ('\(Path.lastComponent(image))') and videos "
          + "('\(Path.lastComponent(video))')",
        hint: "name one kind with a quoted pattern, such as -i '\(Path.folder(image))/*."
          + "\(Path.fileExtension(image))'")
    }
    if !videos.isEmpty { return (videos.map(InputSource.init(file:)), true) }
    if !images.isEmpty { return ([InputSource(.images(images), name: name)], false) }
    throw PipelineError(
      .unreadableInput, "\(what) holds no images and no videos",
      hint: files.isEmpty
        ? nil : "files are told by their extensions; give one that has none by its own name")
  }

  private static func sequence(_ pattern: PrintfPattern, _ text: String, startNumber: Int?)
    throws(PipelineError) -> InputSource
  {
    let folder = Path.folder(text)
    guard let files = FileSystem.files(in: folder) else {
      throw unreadable(text, FileSystem.lastError)
    }
    let numbers = files.compactMap { pattern.number(in: Path.lastComponent($0)) }.sorted()
    let first = startNumber ?? numbers.first
    guard let first, numbers.contains(first) else {
      throw PipelineError(
        .unreadableInput,
        startNumber.map { "image '\(pattern.path(number: $0))' does not exist" }
          ?? "no image matches the pattern '\(text)'",
        hint: numbers.first.map { "the first number there is \($0)" })
    }
    let wanted = numbers.filter { $0 >= first }
    if let gap = zip(wanted, first...).first(where: { $0 != $1 }) {
      throw PipelineError(
        .unreadableInput,
        "image '\(pattern.path(number: gap.1))' is missing, but '\(pattern.path(number: gap.0))' "
          + "is there",
        hint: "name the folder or a quoted glob to take the images that are there")
    }
    let name = pattern.prefix.reversed().drop { "_-. ".contains($0) }.reversed()
    return InputSource(
      .images(wanted.map(pattern.path(number:))), name: name.isEmpty ? "frames" : String(name),
      firstNumber: first)
  }

  private static func unreadable(_ text: String, _ reason: String) -> PipelineError {
    let isRepaired = text.unicodeScalars.contains("\u{FFFD}")
    return PipelineError(
      .unreadableInput, "input '\(text)' cannot be read: \(reason)",
      hint: isRepaired ? "its name is not UTF-8: rename it" : nil)
  }
}
