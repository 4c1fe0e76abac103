/// Where frames go: a container with one encoded stream, or image files.
///
/// `format` is called by the stage that converts, `encode` and `drain` by those that encode, the rest
/// before the stages start and after they have ended.
protocol FrameSink: AnyObject {
  /// FFmpeg's name of the encoder; for images, of the codec.
  var codec: String { get }
  /// Whether all frames have to have one size.
  var needsOneSize: Bool { get }
  /// Stages that may encode at the same time: one, where frames have to come in order.
  var lanes: Int { get }
  /// Whether pictures stay transparent.
  var keepsAlpha: Bool { get }
  /// Bytes written.
  var byteCount: Int { get }
  /// What could not be kept, one sentence each; complete when the output is.
  var warnings: [String] { get }

  /// The format in which a picture of that size, made of `source`, is encoded.
  func format(width: Int, height: Int, source: borrowing FrameProperties)
    throws(PipelineError) -> FrameFormat
  /// Encodes a frame, number `index` of the input, in stage number `lane`. Returns the seconds that it worked.
  func encode(_ frame: consuming Frame, index: Int, lane: Int) throws(PipelineError) -> Double
  /// Encodes what the encoder still holds; called at the end by each lane. Returns the seconds that it worked.
  func drain() throws(PipelineError) -> Double
  /// Gives the output its name.
  func complete() throws(PipelineError)
  /// Removes what is not complete.
  func abandon()
}
