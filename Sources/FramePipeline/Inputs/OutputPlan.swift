/// What is made of each input of a run: checked before any work starts, so that nothing is lost on the way.
public struct OutputPlan: Sendable {
  /// One input and where its frames go.
  public struct Item: Sendable {
    /// Where the frames come from.
    public let source: InputSource
    /// Where they go.
    public let output: MediaOutput
    /// The most frames that are made.
    let frameLimit: Int?

    /// The output files that are known before the work starts: one per image, one per video, none for standard output.
    ///
    /// A video that becomes images lists the file of its first frame only.
    public var knownPaths: [String] {
      switch output {
      case .standardOutput: return []
      case .video(let path), .singleImage(let path): return [path]
      case .imageFolder, .imagePattern:
        var count = 1
        if case .images(let paths) = source.media { count = min(paths.count, frameLimit ?? .max) }
        return (0..<count).compactMap { output.imagePath(frame: $0, of: source.media) }
      }
    }
  }

  /// One item per input, in their order.
  public let items: [Item]
  /// The folder that has to exist before the items are worked on; nil outside batches.
  public let batchFolder: String?
  /// Whether each input has an output of its own in `batchFolder`.
  public var isBatch: Bool { batchFolder != nil }

  /// Decides where the frames of each input go.
  ///
  /// - Parameters:
  ///   - output: the user's text: a file, a folder, a printf pattern or `-`.
  ///   - suffix: added to names in folders; nil where none was given.
  ///   - startNumber: the first number of an output pattern; nil takes the input pattern's, or else 1.
  ///   - frameLimit: the most frames that are made of an input; nil for all.
  ///   - hasFormat: whether the user names the container, so that the output's name need not tell it.
  /// - Throws: `.usage` where output and inputs don't fit each other, two outputs would have one name, or an output is
  ///   one of the inputs.
  public init(
    for inputs: InputSet, output: String, suffix: String? = nil, startNumber: Int? = nil,
    frameLimit: Int? = nil, hasFormat: Bool = false
  ) throws(PipelineError) {
    if inputs.isBatch {
      try Self.checkBatchFolder(output)
      batchFolder = output
      items = inputs.sources.map { source in
        Item(
          source: source, output: Self.batchOutput(source, in: output, suffix: suffix ?? ""),
          frameLimit: frameLimit)
      }
    } else {
      batchFolder = nil
      let source = inputs.sources[0]
      let form = try Self.recognize(
        output, for: source, suffix: suffix, startNumber: startNumber ?? source.firstNumber ?? 1,
        hasFormat: hasFormat)
      try Self.check(form, holds: source, frameLimit: frameLimit)
      items = [Item(source: source, output: form, frameLimit: frameLimit)]
    }
    try Self.checkNames(items, inputs: inputs.sources)
  }

  private static func checkBatchFolder(_ output: String) throws(PipelineError) {
    let isFolder =
      switch FileSystem.kind(output) {
      case .folder: true
      case .file, .other: false
      case nil:
        output != "-" && PrintfPattern(output) == nil
          && (output.hasSuffix("/") || Path.fileExtension(output).isEmpty)
      }
    guard isFolder else {
      throw PipelineError(
        .usage, "output '\(output)' is not a folder, but there are several inputs",
        hint: "give a folder: each input becomes one output in it, named after it")
    }
  }

  private static func batchOutput(_ source: InputSource, in folder: String, suffix: String)
    -> MediaOutput
  {
    let path = Path.join(folder, source.name + suffix)
    switch source.media {
    case .images where source.isSingleFile:
      return .singleImage(path + ".png")
    case .images:
      return .imageFolder(path, suffix: "")
    case .video(let input):
      let fileExtension = Path.fileExtension(input)
      return .video(
        path + "." + (keptContainers.contains(fileExtension) ? fileExtension : "mkv"))
    case .standardInput:
      return .video(path + ".mkv")
    }
  }

  /// Containers that a batch writes where it reads them; everything else becomes Matroska, which holds all.
  private static let keptContainers: Set<String> = [
    "avi", "gif", "m4v", "mkv", "mov", "mp4", "nut", "webm",
  ]

  private static func recognize(
    _ text: String, for source: InputSource, suffix: String?, startNumber: Int, hasFormat: Bool
  ) throws(PipelineError) -> MediaOutput {
    if text == "-" { return .standardOutput }
    let isFolder = FileSystem.kind(text) == .folder || text.hasSuffix("/")
    let hasNoFormat = Path.fileExtension(text).isEmpty && !hasFormat
    var isImages = false
    if case .images = source.media { isImages = true }
    if isFolder || (isImages && hasNoFormat && PrintfPattern(text) == nil) {
      guard FileSystem.kind(text) ?? .folder == .folder else {
        throw PipelineError(.unwritableOutput, "output '\(text)' exists and is not a folder")
      }
      return .imageFolder(text, suffix: suffix ?? "")
    }
    guard suffix == nil else {
      throw PipelineError(
        .usage, "--suffix names files in a folder, but output '\(text)' is not a folder",
        hint: "put the suffix into the output's name")
    }
    let fileExtension = Path.fileExtension(text)
    let kind = MediaKind(fileExtension: fileExtension)
    if PrintfPattern(text) != nil {
      guard kind == .image else {
        throw PipelineError(
          .usage, "numbered output '\(text)' needs the extension of an image format",
          hint: "for example .png")
      }
      return .imagePattern(text, firstNumber: startNumber)
    }
    guard !hasNoFormat else {
      throw PipelineError(
        .usage, "output '\(text)' has no extension that would tell its format",
        hint: "add one such as .mkv, --format, or a slash at the end for a folder of PNG files")
    }
    return kind == .image ? .singleImage(text) : .video(text)
  }

  private static func check(_ output: MediaOutput, holds source: InputSource, frameLimit: Int?)
    throws(PipelineError)
  {
    guard case .singleImage(let path) = output, frameLimit != 1 else { return }
    if case .images(let paths) = source.media, paths.count == 1 { return }
    let input =
      if case .images(let paths) = source.media { "the input is \(paths.count) images" } else {
        "'\(source.media.path)' may have more than one frame"
      }
    throw PipelineError(
      .usage, "output '\(path)' is one image, but \(input)",
      hint: "give a folder (frames/), a pattern (frame_%04d.png) or a video, or ask for --frames 1")
  }

  private static func checkNames(_ items: [Item], inputs: [InputSource]) throws(PipelineError) {
    var inputPaths: [FileSystem.Identity: String] = [:]
    for source in inputs {
      for path in source.paths {
        if let identity = FileSystem.identity(path) { inputPaths[identity] = path }
      }
    }
    var owners: [String: String] = [:]
    for item in items {
      for (index, path) in item.knownPaths.enumerated() {
        let inputPath =
          item.source.paths.indices.contains(index)
          ? item.source.paths[index] : item.source.media.path
        if let other = owners.updateValue(inputPath, forKey: path) {
          throw PipelineError(
            .usage, "inputs '\(other)' and '\(inputPath)' would both become '\(path)'",
            hint: "rename one, or use different outputs in separate runs")
        }
        if let identity = FileSystem.identity(PartialFile.path(for: path)),
          let input = inputPaths[identity]
        {
          throw PipelineError(
            .usage, "output '\(path)' is made under the name of the input '\(input)'",
            hint: "rename the input, or choose another output")
        }
      }
      for path in item.knownPaths + item.numberedPaths {
        if let identity = FileSystem.identity(path), let input = inputPaths[identity] {
          throw PipelineError(
            .usage, "output '\(path)' is the input '\(input)'",
            hint: "choose another name or folder")
        }
      }
    }
  }
}

extension OutputPlan {
  /// Finds out whether a report would replace an input or an output.
  ///
  /// - Throws: `.usage` where one would.
  public func check(reportPaths paths: [String]) throws(PipelineError) {
    guard !paths.isEmpty else { return }
    let reports = Dictionary(paths.map { (FileSystem.place($0), $0) }, uniquingKeysWith: { $1 })
    for item in items {
      for (what, files) in [("output", item.knownPaths), ("input", item.source.paths)] {
        for file in files {
          guard let report = reports[FileSystem.place(file)] else { continue }
          throw PipelineError(
            .usage, "report '\(report)' is the \(what) '\(file)'", hint: "choose another name")
        }
      }
    }
  }
}

extension OutputPlan.Item {
  /// Files that are there, and that frames of a video may go to, however many it has.
  fileprivate var numberedPaths: [String] {
    guard !source.media.isImages, let numbers = output.numbers else { return [] }
    return FileSystem.files(in: Path.folder(numbers.path(number: 0)))?
      .filter { numbers.number(in: Path.lastComponent($0)) != nil } ?? []
  }
}

extension InputSource {
  /// The files it reads, as far as it reads files.
  fileprivate var paths: [String] {
    switch media {
    case .video(let path): [path]
    case .images(let paths): paths
    case .standardInput: []
    }
  }
}
