import CFFmpeg

/// Reads a media file or pipe packet by packet. For use from one thread at a time.
package final class Demuxer {
  /// Every stream of the file.
  package let streams: [StreamInfo]
  /// The stream to upscale: the default one or the first, never cover art.
  package let video: VideoInfo

  /// Opens the file at `path`, or standard input when `path` is `-`.
  ///
  /// `isCancelled` is asked while a read blocks; once it is true, reads end with `.interrupted`.
  /// - Throws: `.unreadableInput` when it is missing, empty, no media or holds no video.
  package init(path: String, isCancelled: @escaping @Sendable () -> Bool = { false })
    throws(PipelineError)
  {
    fatalError()
  }

  /// The next packet of any stream that is read, or nil at the end.
  package func read() throws(PipelineError) -> Packet? { fatalError() }

  /// Jumps to the last key frame at or before that time, counted from the start of the file.
  ///
  /// The decoder must be flushed (`VideoDecoder.flush`); frames before the time are the caller's to drop.
  package func seek(toSeconds seconds: Double) throws(PipelineError) { fatalError() }
}
