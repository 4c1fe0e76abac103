import FoundationEssentials
import Glibc

extension RunReport {
  /// Writes the report as JSON after the command line's contract, one frame a line.
  ///
  /// Frames are encoded one by one: the report of a long run takes no memory besides its records.
  /// - Throws: `.unwritableOutput`.
  public func writeJSON(to path: String) throws(PipelineError) {
    try Self.write(to: path) { put throws(PipelineError) in
      try put("{\"schema\": \(schema),\n\"tool\": \(Self.json(tool)),\n")
      try put("\"host\": \(Self.json(host)),\n\"input\": \(Self.json(input)),\n")
      try put("\"output\": \(Self.json(output)),\n\"model\": \(Self.json(model)),\n")
      try put("\"tiling\": \(Self.json(tiling)),\n\"frames\": [")
      for (index, frame) in frames.enumerated() {
        try put((index == 0 ? "\n" : ",\n") + Self.json(frame))
      }
      try put("],\n\"stages\": \(Self.json(stages)),\n\"totals\": \(Self.json(totals))}\n")
    }
  }

  /// Writes one line per frame, with the JSON's names as the header.
  /// - Throws: `.unwritableOutput`.
  public func writeCSV(to path: String) throws(PipelineError) {
    let stages = StageName.allCases
    let header =
      ["index", "pts", "time_s", "tiles", "tiles_reused", "pieces", "pieces_reused"]
      + stages.map { "ms_\($0.rawValue)" }
      + ["wait_ms_infer", "wait_ms_encode"]
    try Self.write(to: path) { put throws(PipelineError) in
      try put(header.joined(separator: ",") + "\n")
      for frame in frames {
        let times =
          stages.map { frame[$0] } + [frame.inferWaitMilliseconds, frame.encodeWaitMilliseconds]
        let fields =
          [
            "\(frame.index)", frame.pts.map { "\($0)" } ?? "", fixed(frame.timeSeconds, 6),
            "\(frame.tiles)", "\(frame.tilesReused)", "\(frame.pieces)", "\(frame.piecesReused)",
          ] + times.map { fixed($0, 3) }
        try put(fields.joined(separator: ",") + "\n")
      }
    }
  }

  private static func json(_ value: some Encodable) throws(PipelineError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw PipelineError(.processing, "cannot write the report: \(error)")
    }
  }

  private typealias Put = (String) throws(PipelineError) -> Void

  /// Opens `path`, lets `body` write texts to it, and closes it.
  private static func write(
    to path: String, _ body: (Put) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    func failure() -> PipelineError {
      PipelineError(
        .unwritableOutput, "cannot write the report \(path): \(String(cString: strerror(errno)))")
    }
    guard let file = fopen(path, "w") else { throw failure() }
    var isOpen = true
    defer { if isOpen { fclose(file) } }
    try body { text throws(PipelineError) in
      guard fputs(text, file) >= 0 else { throw failure() }
    }
    isOpen = false
    // What is still buffered is written now, so a full disk may show only here.
    guard fclose(file) == 0 else { throw failure() }
  }
}
