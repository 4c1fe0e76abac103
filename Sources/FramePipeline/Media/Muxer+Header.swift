import CFFmpeg

extension Muxer {
  /// Makes the output's streams and writes the header.
  func writeHeader(_ encoder: VideoEncoder) throws(PipelineError) {
    let plans = try planStreams(encoder)
    let output = try makeContext()
    do throws(PipelineError) {
      tracks = Array(repeating: nil, count: source?.streams.count ?? 0)
      if source == nil { videoTrack = try addVideo(encoder, nil, to: output) }
      for header in source?.streams ?? [] {
        if header.index == source?.videoIndex {
          videoTrack = try addVideo(encoder, header, to: output)
        } else if let plan = plans[header.index] {
          tracks[header.index] = try add(header, plan, to: output)
        }
      }
      try addFileTags(to: output)
      output.pointee.pb = file.pointer
      setClock(of: output)
      MediaLog.forgetLastError()
      let code = avformat_write_header(output, nil)
      guard code >= 0 else { throw failure(code) }
      try file.check()
    } catch {
      output.pointee.pb = nil
      avformat_free_context(output)
      videoTrack = nil
      tracks = []
      throw error
    }
    context = output
  }

  /// How a stream of the source goes into the output.
  enum StreamPlan {
    /// Packet by packet as it is.
    case copy
    /// Cover art as an attached file.
    case attach
    /// As subtitles of another kind.
    case convert(SubtitleConverter)
  }

  /// For every stream of the source that the container takes, how; what it does not take becomes a warning.
  private func planStreams(_ encoder: VideoEncoder) throws(PipelineError) -> [Int: StreamPlan] {
    guard let source else { return [:] }
    let lost = encoder.dynamicMetadata.union(.init(of: source.streams[source.videoIndex]))
    warnings += lost.warnings(for: source.name)
    var plans: [Int: StreamPlan] = [:]
    for header in source.streams
    where header.index != source.videoIndex && selection.includes(header.kind) {
      if header.isChapterTrack { continue }
      if header.kind == .coverArt, container.name == "matroska", !header.picture.isEmpty {
        plans[header.index] = .attach
      } else if accepts(header, encoder) {
        plans[header.index] = .copy
      } else if let converter = try SubtitleConverter(header, for: container) {
        plans[header.index] = .convert(converter)
      } else {
        let codec = String(cString: avcodec_get_name(header.parameters.pointee.codec_id))
        warnings.append(
          "\(container.name) cannot hold stream \(header.index) (\(header.kind.rawValue), "
            + "\(codec)): left out" + (container.name == "matroska" ? "" : "; mkv may hold it"))
      }
    }
    return plans
  }

  /// Whether the container takes a stream: what FFmpeg says of its codec, then a header written to nowhere.
  private func accepts(_ header: StreamHeader, _ encoder: VideoEncoder) -> Bool {
    if header.kind == .attachment { return container.keepsAttachments }
    if container.holds(header.parameters.pointee.codec_id) == false { return false }
    guard let trial = try? makeContext() else { return false }
    defer { avformat_free_context(trial) }
    guard (try? addVideo(encoder, nil, to: trial)) != nil,
      (try? add(header, .copy, to: trial)) != nil,
      avio_open_dyn_buf(&trial.pointee.pb) >= 0
    else { return false }
    let code = avformat_write_header(trial, nil)
    var bytes: UnsafeMutablePointer<UInt8>?
    avio_close_dyn_buf(trial.pointee.pb, &bytes)
    trial.pointee.pb = nil
    av_free(bytes)
    return code >= 0
  }

  private func makeContext() throws(PipelineError) -> UnsafeMutablePointer<AVFormatContext> {
    var context: UnsafeMutablePointer<AVFormatContext>?
    guard avformat_alloc_output_context2(&context, container.pointer, nil, nil) >= 0, let context
    else { throw PipelineError(.processing, "out of memory") }
    // Deep y4m and FLAC or Opus in MP4 were once thought experimental; everybody reads them.
    context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
    // The same job gives the same bytes: no random identifiers.
    context.pointee.flags |= AVFMT_FLAG_BITEXACT
    // Packets come in order already, so FFmpeg need not hold ten seconds of video back until a rare subtitle comes.
    context.pointee.max_interleave_delta = 1_000_000
    return context
  }

  private func addStream(to context: UnsafeMutablePointer<AVFormatContext>)
    throws(PipelineError) -> UnsafeMutablePointer<AVStream>
  {
    guard let stream = avformat_new_stream(context, nil) else {
      throw PipelineError(.processing, "out of memory")
    }
    return stream
  }

  /// Adds the encoder's stream, with what `header` (the stream it was made of) says besides the coding.
  private func addVideo(
    _ encoder: VideoEncoder, _ header: StreamHeader?,
    to context: UnsafeMutablePointer<AVFormatContext>
  ) throws(PipelineError) -> Track {
    let stream = try addStream(to: context)
    let coding = encoder.context
    guard avcodec_parameters_from_context(stream.pointee.codecpar, coding) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
    if container.isMOV, coding.pointee.codec_id == AV_CODEC_ID_HEVC {
      // Apple's players take no other tag.
      stream.pointee.codecpar.pointee.codec_tag = 0x3163_7668  // hvc1
    }
    stream.pointee.time_base = coding.pointee.time_base
    stream.pointee.avg_frame_rate = coding.pointee.framerate
    stream.pointee.sample_aspect_ratio = coding.pointee.sample_aspect_ratio
    if let header {
      stream.pointee.disposition = header.disposition
      if selection.metadata {
        // What the old encoder did, and statistics of its packets, are not true any more.
        let tags = TagDictionary(copying: header.tags.pointer) { key in
          let key = key.uppercased()
          return ["ENCODER", "DURATION", "VENDOR_ID", "ALPHA_MODE"].contains(key)
            || ["BPS", "NUMBER_OF_", "_STATISTICS"].contains { key.hasPrefix($0) }
        }
        stream.pointee.metadata = tags.take()
      }
      let carried = [
        AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_MASTERING_DISPLAY_METADATA,
        AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_STEREO3D, AV_PKT_DATA_SPHERICAL,
        AV_PKT_DATA_ICC_PROFILE,
      ]
      for kind in carried { header.sideData(kind)?.add(to: stream) }
    }
    for data in encoder.sideData { data.add(to: stream) }
    return Track(name: "the video", stream: stream)
  }

  private func add(
    _ header: StreamHeader, _ plan: StreamPlan, to context: UnsafeMutablePointer<AVFormatContext>
  ) throws(PipelineError) -> Track {
    let stream = try addStream(to: context)
    if case .attach = plan {
      try header.describeAttachedPicture(stream)
    } else {
      try header.describeCopy(stream, in: container)
    }
    var converter: SubtitleConverter?
    if case .convert(let own) = plan {
      try own.describe(stream)
      converter = own
    }
    if !selection.metadata { av_dict_free(&stream.pointee.metadata) }
    return Track(
      name: "stream \(header.index) (\(header.kind.rawValue))", stream: stream,
      converter: converter,
      waitsForKeyFrame: header.kind == .video && selection.startSeconds != nil)
  }

  /// Keeps times as they are. MP4 rounds the streams' starts to a clock of the file, by default of milliseconds: it gets
  /// one in which all of them are exact. For Matroska FFmpeg would move all streams until none begins before 0, as sound
  /// does that only starts the decoder; but up to 32 seconds before 0 can be told, and for sound everybody reads them.
  private func setClock(of output: UnsafeMutablePointer<AVFormatContext>) {
    let shift = shiftMicroseconds
    let isMovedBySoundOnly = (source?.streams ?? []).allSatisfy { header in
      let start = (header.startMicroseconds ?? 0) - shift
      return header.kind == .audio ? start > -20 * Int64(AV_TIME_BASE) : start >= 0
    }
    // NUT stores no decoding times, which alone are before 0 in what B-frames make. Sound may truly begin there.
    let isPositive = (source?.streams ?? []).allSatisfy { header in
      header.index == source?.videoIndex
        && (selection.startSeconds != nil || header.startMicroseconds ?? 0 >= shift)
    }
    if container.isMatroska && (selection.startSeconds != nil || isMovedBySoundOnly)
      || container.name == "nut" && isPositive
    {
      output.pointee.avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED
    }
    guard container.isMOV else { return }
    let units = (0..<Int(output.pointee.nb_streams)).compactMap { index in
      output.pointee.streams[index].map { stream in
        // FFmpeg counts sound in samples there, whatever the unit it comes in.
        let rate = Int64(stream.pointee.codecpar.pointee.sample_rate)
        return rate > 0 ? rate : Int64(stream.pointee.time_base.den)
      }
    }
    let clock = units.reduce(Int64(1)) { common, unit in
      guard common > 0, unit > 0 else { return 0 }
      let product = (common / av_gcd(common, unit)).multipliedReportingOverflow(by: unit)
      return product.overflow || product.partialValue > Int32.max ? 0 : product.partialValue
    }
    let largest = units.max() ?? 1000
    av_opt_set_int(
      output, "movie_timescale", max(clock > 0 ? clock : largest, 1000), AV_OPT_SEARCH_CHILDREN)
  }

  /// Chooses between the two forms that MP4 and MOV have for tags: free names, if the source has such (telephones write
  /// `com.android.version`), or the fixed ones that all players know.
  private func keepTags(of context: UnsafeMutablePointer<AVFormatContext>) {
    let names = source?.tags.names ?? []
    if names.contains(where: { $0.contains(".") }) {
      av_opt_set(context, "movflags", "+use_metadata_tags", AV_OPT_SEARCH_CHILDREN)
      return
    }
    let lost = names.filter { !container.holdsTag($0) }
    guard !lost.isEmpty else { return }
    warnings.append(
      "\(container.name) has no place for the tags \(lost.joined(separator: ", ")): left out; mkv has"
    )
  }

  /// The file's tags and chapters.
  private func addFileTags(to context: UnsafeMutablePointer<AVFormatContext>)
    throws(PipelineError)
  {
    guard let source, selection.metadata else { return }
    context.pointee.metadata = TagDictionary(copying: source.tags.pointer).take()
    if container.isMOV { keepTags(of: context) }
    let begin = shiftMicroseconds
    let end = selection.endSeconds.map {
      source.startMicroseconds + Int64($0 * Double(AV_TIME_BASE))
    }
    let chapters = source.chapters.filter { chapter in
      selection.startSeconds == nil || chapter.endMicroseconds > begin
    }.filter { chapter in end.map { chapter.startMicroseconds < $0 } ?? true }
    guard !chapters.isEmpty else { return }
    // FFmpeg frees the array and the chapters with the context.
    let size = MemoryLayout<UnsafeMutablePointer<AVChapter>?>.stride * chapters.count
    guard let memory = av_mallocz(size) else { throw PipelineError(.processing, "out of memory") }
    context.pointee.chapters = memory.assumingMemoryBound(
      to: UnsafeMutablePointer<AVChapter>?.self)
    for chapter in chapters {
      guard let memory = av_mallocz(MemoryLayout<AVChapter>.stride) else {
        throw PipelineError(.processing, "out of memory")
      }
      let copy = memory.assumingMemoryBound(to: AVChapter.self)
      copy.pointee.id = chapter.id
      copy.pointee.time_base = AVRational(num: 1, den: AV_TIME_BASE)
      copy.pointee.start =
        selection.startSeconds == nil
        ? chapter.startMicroseconds : max(chapter.startMicroseconds - begin, 0)
      copy.pointee.end = min(chapter.endMicroseconds, end ?? .max) - begin
      copy.pointee.metadata = TagDictionary(copying: chapter.tags.pointer).take()
      context.pointee.chapters[Int(context.pointee.nb_chapters)] = copy
      context.pointee.nb_chapters += 1
    }
  }
}
