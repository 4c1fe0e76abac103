import CFFmpeg
import FoundationEssentials

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

  /// Lets `body` write texts to the file at `path`, which has its name only when it is complete.
  private static func write(
    to path: String, _ body: (Put) throws(PipelineError) -> Void
  ) throws(PipelineError) {
    let file = try OutputFile(path, overwrites: true, isDurable: false)
    try body { text throws(PipelineError) in
      var text = text
      text.withUTF8 { avio_write(file.pointer, $0.baseAddress, Int32($0.count)) }
      try file.check()
    }
    try file.commit()
  }

  /// Finds out before hours of work whether a report can be written to `path`; changes nothing.
  /// - Throws: `.unwritableOutput`.
  public static func checkPlace(_ path: String) throws(PipelineError) {
    // To open a pipe and close it again would tell its reader that it has all.
    if FileSystem.kind(path) == .other { return }
    try OutputFile(path, overwrites: true).discard()
  }
}
