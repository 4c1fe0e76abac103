extension RunReport {
  /// The report as JSON after the command line's contract, one frame a line.
  public func writeJSON(to path: String) throws(PipelineError) {
    throw PipelineError(.processing, "not wired yet")
  }

  /// One line per frame, with the JSON's names as the header.
  public func writeCSV(to path: String) throws(PipelineError) {
    throw PipelineError(.processing, "not wired yet")
  }

  /// The table shown at the end of a run: per stage mean, 95th percentile and share; average runtime per frame; frames a second.
  public var summary: String { "" }
}
