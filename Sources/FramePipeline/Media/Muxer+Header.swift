import CFFmpeg

extension Muxer {
  /// Makes the output's streams and writes the header.
  func writeHeader(_ encoder: VideoEncoder) throws(PipelineError) {
    shiftMicroseconds = partStartMicroseconds(encoder)
    let plans = try planStreams(encoder)
    let output = try Self.makeContext(container)
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
      translateLanguages(of: output)
      setClock(of: output, encoder)
      try addFileTags(to: output)
      try addPrograms(to: output)
      // Like a GIF, which FFmpeg lets go round: it does not tell how often the source does.
      if container.name == "apng" { av_opt_set_int(output.pointee.priv_data, "plays", 0, 0) }
      output.pointee.pb = file.pointer
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

  /// A context for a file in that container, without streams.
  static func makeContext(_ container: ContainerFormat)
    throws(PipelineError) -> UnsafeMutablePointer<AVFormatContext>
  {
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

  /// Adds a stream about which nothing is said yet.
  static func addStream(to context: UnsafeMutablePointer<AVFormatContext>)
    throws(PipelineError) -> UnsafeMutablePointer<AVStream>
  {
    guard let stream = avformat_new_stream(context, nil) else {
      throw PipelineError(.processing, "out of memory")
    }
    return stream
  }

  /// Adds the encoder's stream, with what `header` (the stream it was made of) says besides the coding.
  func addVideo(
    _ encoder: VideoEncoder, _ header: StreamHeader?,
    to context: UnsafeMutablePointer<AVFormatContext>
  ) throws(PipelineError) -> Track {
    let stream = try Self.addStream(to: context)
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
    let stream = try Self.addStream(to: context)
    if case .attach = plan {
      try header.describeAttachedPicture(stream)
    } else {
      try header.describeCopy(stream, in: container)
    }
    var converter: SubtitleConverter?
    var filter: PacketFilter?
    switch plan {
    case .copy, .attach: break
    case .convert(let own):
      try own.describe(stream)
      converter = own
    case .reframe(let own):
      try own.describe(stream)
      filter = own
    }
    // An attached file without a name cannot be written.
    if !selection.metadata, stream.pointee.codecpar.pointee.codec_type != AVMEDIA_TYPE_ATTACHMENT {
      av_dict_free(&stream.pointee.metadata)
    }
    return Track(
      name: "stream \(header.index) (\(header.kind.rawValue))", stream: stream,
      converter: converter, filter: filter,
      waitsForKeyFrame: header.kind == .video && selection.startSeconds != nil)
  }
}
