/// Which parts of the source besides the picture go into the output.
package struct CopySelection: Sendable {
  /// Whether audio streams are copied.
  package var audio: Bool
  /// Whether subtitle streams are copied.
  package var subtitles: Bool
  /// Whether chapters, attachments, data streams and tags are copied.
  package var metadata: Bool
  /// Whether sound, subtitles and videos that the container cannot hold are left out with a warning instead of ending
  /// the job.
  package var dropsUnfit: Bool
  /// Where the part of the input that is kept begins, in seconds from the input's start; times are shifted so that it
  /// begins at 0. Without it times stay as they are.
  package var startSeconds: Double?
  /// Where the part ends, in seconds from the input's start.
  package var endSeconds: Double?

  /// By default everything.
  package init(
    audio: Bool = true, subtitles: Bool = true, metadata: Bool = true,
    dropsUnfit: Bool = false, startSeconds: Double? = nil, endSeconds: Double? = nil
  ) {
    self.audio = audio
    self.subtitles = subtitles
    self.metadata = metadata
    self.dropsUnfit = dropsUnfit
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
  }

  /// What the options of a job say.
  init(_ options: JobOptions) {
    self.init(
      audio: options.audio == .copy, subtitles: options.subtitles == .copy,
      metadata: options.metadata == .copy, dropsUnfit: options.dropsUnfitStreams,
      startSeconds: options.startSeconds, endSeconds: options.endSeconds)
  }

  /// Whether a stream of that kind is copied. Other videos and cover art go with the picture.
  func includes(_ kind: StreamInfo.Kind) -> Bool {
    switch kind {
    case .video, .coverArt: true
    case .audio: audio
    case .subtitle: subtitles
    case .attachment, .data: metadata
    }
  }
}
