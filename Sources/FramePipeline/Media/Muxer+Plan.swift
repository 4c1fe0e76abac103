import CFFmpeg

/// How a stream of the source goes into the output.
enum StreamPlan {
  /// Packet by packet as it is.
  case copy
  /// Packet by packet in the container's own framing.
  case reframe(PacketFilter)
  /// Cover art as an attached file.
  case attach
  /// As subtitles of another kind.
  case convert(SubtitleConverter)
}

extension Muxer {
  /// For every stream of the source that the container takes, how.
  ///
  /// What it does not take becomes a warning, or an error where the user has a choice: sound, subtitles and videos are
  /// part of the film, and another container holds them.
  func planStreams(_ encoder: VideoEncoder) throws(PipelineError) -> [Int: StreamPlan] {
    guard let source else { return [:] }
    let lost = encoder.dynamicMetadata.union(.init(of: source.streams[source.videoIndex]))
    warnings += lost.warnings(for: source.name)
    var plans: [Int: StreamPlan] = [:]
    var misfits: [StreamHeader] = []
    for header in source.streams
    where header.index != source.videoIndex && selection.includes(header.kind) {
      if header.isChapterTrack { continue }
      guard header.isDescribed else {
        warnings.append(
          "nothing is known of the format of \(Self.list([header])) of \(source.name), as it begins late or is "
            + "damaged: left out")
        continue
      }
      if header.kind == .coverArt, container.name == "matroska", Self.accepts(header, container) {
        plans[header.index] = .attach
      } else if accepts(header, beside: encoder) {
        let filter = try PacketFilter(header, for: container)
        plans[header.index] = filter.map { .reframe($0) } ?? .copy
      } else if let converter = try SubtitleConverter(header, for: container) {
        plans[header.index] = .convert(converter)
      } else {
        misfits.append(header)
      }
    }
    try judge(misfits)
    for index in plans.keys.sorted() { warnOfTimes(source.streams[index], encoder) }
    return plans
  }

  /// Warns of what comes at another time, where the container does not say when streams begin.
  private func warnOfTimes(_ header: StreamHeader, _ encoder: VideoEncoder) {
    guard !container.hasPresentationTimes else { return }
    let name = Self.list([header])
    if header.kind == .video, header.parameters.pointee.video_delay > 0 {
      warnings.append(
        "\(container.name) says only in which order frames are decoded: \(name) may be shown some frames late; "
          + "mkv and mp4 say more")
    }
    guard header.kind == .audio, let picture = encoder.startMicroseconds,
      let sound = header.startMicroseconds
    else { return }
    // Sound that comes before the picture lets the first frame be shown longer.
    let milliseconds = (max(sound, shiftMicroseconds) - picture) / 1000
    guard milliseconds > Self.leastWarnedMilliseconds else { return }
    warnings.append(
      "\(container.name) does not say when sound begins: \(name) comes \(milliseconds) ms early; mkv and mp4 keep it"
    )
  }

  /// Sound that is farther off is seen to be: a packet or two are not worth a word.
  private static let leastWarnedMilliseconds: Int64 = 40

  /// Whether the output's container takes a stream beside the encoder's.
  private func accepts(_ header: StreamHeader, beside encoder: VideoEncoder) -> Bool {
    Self.accepts(header, container) { trial in (try? addVideo(encoder, nil, to: trial)) != nil }
  }

  /// Whether a container takes a stream: what FFmpeg says of its codec, then a header written to nowhere.
  ///
  /// `prepare` adds the streams that come before it, and says whether that worked.
  private static func accepts(
    _ header: StreamHeader, _ container: ContainerFormat,
    after prepare: (UnsafeMutablePointer<AVFormatContext>) -> Bool = { _ in true }
  ) -> Bool {
    if header.kind == .attachment { return container.keepsAttachments }
    if header.kind == .coverArt {
      return !header.picture.isEmpty && container.holdsCoverArt(header.parameters.pointee.codec_id)
    }
    if container.holds(header.parameters.pointee.codec_id) == false { return false }
    guard let trial = try? makeContext(container) else { return false }
    defer { avformat_free_context(trial) }
    guard prepare(trial), let stream = try? addStream(to: trial),
      (try? header.describeCopy(stream, in: container)) != nil,
      avio_open_dyn_buf(&trial.pointee.pb) >= 0
    else { return false }
    let code = avformat_write_header(trial, nil)
    var bytes: UnsafeMutablePointer<UInt8>?
    avio_close_dyn_buf(trial.pointee.pb, &bytes)
    trial.pointee.pb = nil
    av_free(bytes)
    return code >= 0
  }

  /// Ends the job where a stream that matters does not fit and another container holds it; warns of all others.
  ///
  /// Whoever writes a GIF knows that it is silent, so pictures alone are no reason to stop, nor are streams that nothing
  /// holds (of kinds that FFmpeg does not know).
  private func judge(_ misfits: [StreamHeader]) throws(PipelineError) {
    let isChoice = !selection.dropsUnfit && !container.holdsPictureOnly
    let choices = misfits.filter { header in
      guard isChoice, [.audio, .subtitle, .video].contains(header.kind) else { return false }
      // A film without its sound is not what anybody expects, even where nothing holds it (that of Blu-ray discs, as it is).
      let isSound =
        header.kind == .audio && header.parameters.pointee.codec_id != AV_CODEC_ID_NONE
      return isSound || Self.containers(holding: [header]).first != nil
    }
    guard choices.isEmpty else {
      let other = Self.containers(holding: choices).first
      let them = choices.count == 1 ? "it" : "them"
      throw PipelineError(
        .usage,
        "\(container.name) cannot hold \(Self.list(choices)) of \(source?.name ?? "the input")",
        hint: (other.map { "\($0) can; " } ?? "") + "--drop-unfit goes on without \(them)")
    }
    for header in misfits {
      let other = Self.containers(holding: [header]).first
      warnings.append(
        "\(container.name) cannot hold \(Self.list([header])): left out"
          + (other.map { "; \($0) can" } ?? ""))
    }
  }

  /// Extensions of containers that hold streams as they are or, if they are texts, as another kind; the first is the one
  /// that holds most besides.
  private static func containers(holding headers: [StreamHeader]) -> some Collection<String> {
    ["mkv", "mov", "mp4", "nut", "avi", "webm", "vob"].lazy.filter { name in
      guard let container = try? ContainerFormat(path: "x." + name, formatName: nil) else {
        return false
      }
      return headers.allSatisfy { header in
        accepts(header, container) || (try? SubtitleConverter(header, for: container)) != nil
      }
    }
  }

  /// Streams as messages name them: `streams 1 (audio, flac) and 2 (audio, aac)`.
  private static func list(_ headers: [StreamHeader]) -> String {
    let names = headers.map { header in
      let codec = String(cString: avcodec_get_name(header.parameters.pointee.codec_id))
      return "\(header.index) (\(header.kind.rawValue), \(codec))"
    }
    guard let last = names.last, names.count > 1 else { return "stream " + (names.last ?? "") }
    return "streams " + names.dropLast().joined(separator: ", ") + " and " + last
  }
}
