import CFFmpeg

extension Muxer {
  /// Writes a packet of the source whose stream is copied, if it lies in the part that is kept.
  func writeCopied(_ packet: consuming Packet) throws(PipelineError) {
    guard let track = tracks[packet.streamIndex], !track.isAttachment, contains(packet, track)
    else { return }
    if let converter = track.converter {
      guard let converted = try converter.convert(packet) else { return }
      packet = converted
    }
    packet.shift(by: -shiftMicroseconds)
    if track.isSubtitle, selection.startSeconds != nil { packet.cutBeforeZero() }
    try write(packet, track)
  }

  /// Hands a packet to FFmpeg, which sorts the streams' packets by time.
  func write(_ packet: consuming Packet, _ track: Track) throws(PipelineError) {
    track.adjust(packet.pointer, allowsEqualTimes: container.allowsEqualTimes)
    MediaLog.forgetLastError()
    let code = av_interleaved_write_frame(context, packet.pointer)
    try file.check()
    if code >= 0 {
      track.packetCount += 1
      return
    }
    // A damaged packet of a copied stream is not worth the job.
    if track !== videoTrack, code == rlfn_averror_invalid_data() || code == rlfn_averror(EINVAL) {
      track.droppedCount += 1
      return
    }
    throw failure(code)
  }

  /// Whether a packet lies in the part of the input that is kept. Subtitles that begin before it and are still shown
  /// belong to it.
  private func contains(_ packet: borrowing Packet, _ track: Track) -> Bool {
    guard selection.startSeconds != nil || selection.endSeconds != nil else { return true }
    guard let time = packet.seconds else { return true }
    let relative = time - Double(source?.startMicroseconds ?? 0) / Double(AV_TIME_BASE)
    let lasts = track.isSubtitle ? Double(packet.duration) * packet.timeBase.value : 0
    if let start = selection.startSeconds {
      if relative < start, relative + lasts <= start { return false }
    }
    if let end = selection.endSeconds, relative >= end { return false }
    if track.waitsForKeyFrame {
      guard packet.isKeyFrame else { return false }
      track.waitsForKeyFrame = false
    }
    return true
  }
}
