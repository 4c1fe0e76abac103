import FramePipeline

extension MediaInput {
  /// The one input that a user's text stands for.
  /// - Throws: `.usage` where it stands for several, and what `InputSet` throws.
  static func only(_ text: String) throws(PipelineError) -> MediaInput {
    let inputs = try InputSet([text])
    guard inputs.sources.count == 1 else {
      throw PipelineError(
        .usage, "'\(text)' stands for \(inputs.sources.count) inputs",
        hint: "give one of them by its own name")
    }
    return inputs.sources[0].media
  }
}
