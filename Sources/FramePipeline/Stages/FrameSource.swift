import Synchronization

/// Where frames come from: a file or pipe of video, or a list of images.
protocol FrameSource: AnyObject {
  /// What the report says of the input, besides the first frame's size and format and the number of frames.
  var codec: String { get }
  /// Frames a second, as far as one number tells it.
  var frameRate: Rational? { get }
  /// Frames that will come, as far as the input tells.
  var expectedFrames: Int? { get }
  /// How the container says that all pictures are to be turned.
  var orientation: PixelTurn? { get }
  /// How the input is damaged: one sentence each; complete when the stages have ended.
  var damage: [String] { get }
  /// What was wrong with the input without stopping it; complete when the stages have ended.
  var warnings: [String] { get }

  /// Starts the stages that give the frames behind the first to `frames`, and the streams that are copied to `output`.
  func start(in group: StageGroup, frames: BoundedQueue<DecodedFrame>, output: PacketOutput?)
}

/// Where the packets go that pass around the network.
struct PacketOutput: Sendable {
  /// The muxer's queue.
  let packets: BoundedQueue<MuxerPacket>
  /// The streams that the muxer wants.
  let copiedStreams: Set<Int>
  /// Where the picture stops before its source does.
  let stop: StopTime
}

/// The time at which the picture stops before its source does: set by the decoder, asked by demuxer and muxer.
final class StopTime: Sendable {
  private let value = Mutex<Double?>(nil)

  /// Seconds on the clock of the source's packets; nil while the source goes on.
  var seconds: Double? {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}
