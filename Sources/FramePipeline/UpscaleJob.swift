/// One input, one output, and how to get there.
public struct UpscaleJob: Sendable {
  /// What is read.
  public var input: MediaInput
  /// What is written.
  public var output: MediaOutput
  /// How.
  public var options: JobOptions

  /// A job; nothing is opened yet.
  public init(input: MediaInput, output: MediaOutput, options: JobOptions = JobOptions()) {
    self.input = input
    self.output = output
    self.options = options
  }
}
