import CFFmpeg

/// Which parts of the source besides the picture go into the output.
package struct CopySelection: Sendable {
  /// Whether audio streams are copied.
  package var audio: Bool
  /// Whether subtitle streams are copied.
  package var subtitles: Bool
  /// Whether chapters, attachments, data streams and tags are copied.
  package var metadata: Bool
  /// The part of the input that is kept, in seconds from its start; times are shifted so that it starts at 0.
  package var startSeconds: Double?
  /// Where the part ends, in seconds from the input's start.
  package var endSeconds: Double?

  /// By default everything.
  package init(
    audio: Bool = true, subtitles: Bool = true, metadata: Bool = true,
    startSeconds: Double? = nil, endSeconds: Double? = nil
  ) {
    self.audio = audio
    self.subtitles = subtitles
    self.metadata = metadata
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
  }
}

/// Writes the encoded video and the copied streams into a container.
///
/// The file grows under a temporary name beside the target and is renamed by `finish()`; until then `abort()`
/// or the end of the object deletes it. Order of use: make it, make the encoder for it, `start`, write,
/// `finish`. Packets of copied streams may be written before `start`: they are kept.
/// For use from one thread at a time.
package final class Muxer {
  /// What could not be kept, one sentence each; complete after `start`.
  package var warnings: [String] { fatalError() }
  /// Bytes written so far.
  package var byteCount: Int64 { fatalError() }

  /// Prepares the output.
  ///
  /// - Parameters:
  ///   - path: the target; its extension names the container. `-` is standard output.
  ///   - formatName: FFmpeg's name of the container, where the path does not tell it.
  ///   - overwrites: whether an existing target is replaced (when complete) or an error.
  ///   - source: where the other streams come from; nil when there are none.
  /// - Throws: `.usage` for an unknown container; `.unwritableOutput` when the target exists or cannot be made.
  package init(
    path: String, formatName: String? = nil, overwrites: Bool, source: Demuxer?,
    copying selection: CopySelection = CopySelection()
  ) throws(PipelineError) { fatalError() }

  /// Writes the header, with the encoder's stream first.
  package func start(_ encoder: VideoEncoder) throws(PipelineError) { fatalError() }

  /// Whether packets of that stream of the source go into the output.
  package func copies(streamIndex: Int) -> Bool { fatalError() }

  /// Writes a packet of the encoder.
  package func write(video packet: consuming Packet) throws(PipelineError) { fatalError() }

  /// Writes a packet of the source; one of a stream that is not copied is dropped.
  package func write(copied packet: consuming Packet) throws(PipelineError) { fatalError() }

  /// Completes the file and gives it its name.
  package func finish() throws(PipelineError) { fatalError() }

  /// Deletes what was written. Does nothing after `finish`.
  package func abort() { fatalError() }
}
