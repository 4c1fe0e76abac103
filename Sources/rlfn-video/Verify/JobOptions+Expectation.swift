import FramePipeline

extension JobOptions {
  /// What an output made with these options, and so many times larger, is held against; nil for any known scale.
  func expectation(scale: Int?) -> Verification.Expectation {
    let hasSize = outputWidth != nil || outputHeight != nil
    return Verification.Expectation(
      size: hasSize
        ? .shown(width: outputWidth, height: outputHeight)
        : scale.map { .scale($0) } ?? .anyScale,
      hasAudio: audio == .copy, hasSubtitles: subtitles == .copy, hasMetadata: metadata == .copy,
      dropsUnfitStreams: dropsUnfitStreams,
      part: .init(startSeconds: startSeconds, endSeconds: endSeconds, frameLimit: frameLimit),
      constantRate: constantRate, videoStream: videoStream)
  }
}
