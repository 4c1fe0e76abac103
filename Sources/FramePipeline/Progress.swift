/// How far a running pipeline is.
///
/// Events come one at a time, on a thread of the pipeline: whoever takes them should be quick.
public struct Progress: Sendable {
  /// What just happened.
  public enum Event: Sendable {
    /// Input and output are open; the first frame is decoded.
    case started
    /// A frame left the network and went to the encoder or into its image file.
    case frameDone
    /// All frames are done; the encoder is drained and the file closed.
    case finishing
    /// Something worth telling the user that does not stop the job, as a sentence without a full stop.
    case warning(String)
    /// What the program chose where the user may have thought of something else, as a sentence without a full stop.
    case note(String)
  }

  /// What just happened.
  public let event: Event
  /// Frames done so far.
  public let framesDone: Int
  /// Frames to be done in all, where the input tells; containers are known to lie.
  public let totalFrames: Int?
  /// Seconds since the pipeline started.
  public let elapsedSeconds: Double

  package init(event: Event, framesDone: Int, totalFrames: Int?, elapsedSeconds: Double) {
    self.event = event
    self.framesDone = framesDone
    self.totalFrames = totalFrames
    self.elapsedSeconds = elapsedSeconds
  }
}
