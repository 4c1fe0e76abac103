import RLFNEngine

/// Runs one job: every stage is a thread of its own, joined to the next by a bounded queue.
///
/// A pipeline is used once. Several jobs run one after another, each with a pipeline of its own and one `Network`.
public final class UpscalePipeline {
  private let job: UpscaleJob

  /// A pipeline for `job`; nothing is opened before `run`.
  ///
  /// - Parameters:
  ///   - network: the layers to run; may be shared by many pipelines.
  ///   - model: what the report says about the network.
  ///   - toolVersion: what the report says about the program.
  public init(
    job: UpscaleJob, network: Network, model: RunReport.Model, toolVersion: String
  ) {
    self.job = job
  }

  /// Does the job and blocks until it is done. The output has its name only when it is complete.
  ///
  /// - Parameters:
  ///   - cancellation: stops the run at any moment; it then throws `.interrupted`, and no output remains
  ///     (but single images that were complete stay).
  ///   - progress: told of every frame and of warnings, one call at a time, on a thread of the pipeline.
  /// - Throws: the first error of any stage. An input without a single picture is `.unreadableInput`.
  public func run(
    cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws(PipelineError) -> RunReport {
    throw PipelineError(.processing, "not wired yet")
  }
}
