import CFFmpeg

extension Muxer {
  /// Where a packet lies, seen from the part of the input that is kept.
  private enum Place {
    case outside, inside
    /// Before the start, but what is shown there may be made of it.
    case beforeStart
    /// Shown behind the end, but decoded before it.
    case behindEnd
  }

  /// Writes a packet of the source whose stream is copied, if it lies in the part that is kept.
  func writeCopied(_ packet: consuming Packet) throws(PipelineError) {
    guard let track = tracks[packet.streamIndex], !track.isAttachment else { return }
    switch place(of: packet, track) {
    case .outside: return
    case .beforeStart:
      track.lead.append(packet)
      return
    case .behindEnd:
      track.behindEnd.append(packet)
      return
    case .inside: break
    }
    if track.waitsForKeyFrame, packet.isKeyFrame { track.lead.removeAll() }
    try writeLead(of: track)
    guard !track.waitsForKeyFrame || packet.isKeyFrame else {
      track.lacksKeyFrame = true
      return
    }
    track.waitsForKeyFrame = false
    while let needed = track.behindEnd.popFirst() { try writeInside(needed, track) }
    try writeInside(packet, track)
  }

  /// Writes what is shown at the start of the part and begins before it.
  func writeLead(of track: Track) throws(PipelineError) {
    while let packet = track.lead.popFirst() {
      track.hasLead = track.isVideo
      track.waitsForKeyFrame = false
      try writeInside(packet, track)
    }
  }

  private func writeInside(_ packet: consuming Packet, _ track: Track) throws(PipelineError) {
    if let converter = track.converter {
      guard let converted = try converter.convert(packet) else { return }
      packet = converted
    }
    if let filter = track.filter {
      guard let converted = filter.convert(packet) else {
        track.droppedCount += 1
        return
      }
      packet = converted
    }
    move(packet)
    if selection.startSeconds != nil, track.isSubtitle || track.isVideo {
      // Edit lists tell what of a video is only decoded.
      packet.beginAtZero(onlyShown: container.isMOV && track.isVideo && !track.isStill)
    }
    try write(packet, track)
  }

  /// Forgets packets of a video that were kept before the start of the part, when it can begin later.
  func forgetKept(before packet: borrowing Packet) {
    guard let source, let start = selection.startSeconds, let seconds = packet.seconds,
      packet.isKeyFrame, source.streams[packet.streamIndex].kind == .video,
      seconds <= start + Double(source.startMicroseconds) / Double(AV_TIME_BASE)
    else { return }
    let index = Int32(packet.streamIndex)
    kept.removeAll { pointer in
      guard pointer.pointee.stream_index == index else { return false }
      _ = Packet(owning: pointer)
      return true
    }
  }

  /// Puts a packet's times onto the output's clock.
  func move(_ packet: borrowing Packet) {
    packet.shift(by: -shiftMicroseconds, AVRational(num: 1, den: AV_TIME_BASE))
    packet.shift(by: delay.ticks, delay.unit)
  }

  /// Hands a packet to FFmpeg, which sorts the streams' packets by time.
  func write(_ packet: consuming Packet, _ track: Track) throws(PipelineError) {
    track.adjust(packet.pointer, for: container)
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

  /// Subtitles that begin before the part and are still shown in it belong to it.
  private func place(of packet: borrowing Packet, _ track: Track) -> Place {
    guard selection.startSeconds != nil || selection.endSeconds != nil else { return .inside }
    guard !track.isStill, let time = packet.seconds else { return .inside }
    let fileStart = Double(source?.startMicroseconds ?? 0) / Double(AV_TIME_BASE)
    let relative = time - fileStart
    let lasts = track.isSubtitle ? Double(packet.duration) * packet.timeBase.value : 0
    if let start = selection.startSeconds, relative < start, relative + lasts <= start {
      let isNear = start - relative <= PartLead.longestSeconds
      let isWaiting = track.isGraphics || (track.waitsForKeyFrame && container.keepsLead)
      // What a video that has begun already shows before the start, later frames may need.
      guard isNear, isWaiting else { return track.hasLead ? .inside : .outside }
      return .beforeStart
    }
    if let end = selection.endSeconds, relative >= end {
      // Frames come out of the decoder no sooner than they go in: behind the end nothing that is shown before it follows.
      let goesIn = packet.writingSeconds.map { $0 - fileStart } ?? relative
      return track.isVideo && goesIn < end ? .behindEnd : .outside
    }
    return .inside
  }
}
