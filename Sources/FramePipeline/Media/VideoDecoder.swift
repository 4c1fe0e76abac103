import CFFmpeg

/// Turns the packets of one video stream into frames. For use from one thread at a time.
package final class VideoDecoder {
  /// What `receive` brings.
  package enum Output: ~Copyable {
    /// A picture, with its time in the stream's time base.
    case frame(Frame)
    /// Nothing until another packet is sent.
    case needsInput
    /// All frames are out.
    case finished
  }

  /// Frames given out so far.
  package var frameCount: Int { fatalError() }
  /// Frames that the decoder marked as damaged, and packets that it refused.
  package var damagedCount: Int { fatalError() }

  /// A decoder for the demuxer's video stream, on that many threads.
  package init(for demuxer: Demuxer, threads: Int) throws(PipelineError) { fatalError() }

  /// Takes a packet. Before the next one, `receive` has to be called until it says `.needsInput`.
  package func send(_ packet: borrowing Packet) throws(PipelineError) { fatalError() }

  /// Says that no packet follows: `receive` then gives the frames still inside, then `.finished`.
  package func finish() throws(PipelineError) { fatalError() }

  /// The next frame, if there is one.
  package func receive() throws(PipelineError) -> Output { fatalError() }

  /// Forgets all packets sent, after a seek.
  package func flush() { fatalError() }
}
