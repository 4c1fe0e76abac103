import CFFmpeg

/// What a container says of a stream, copied, so that it outlives the file it was read from.
final class StreamHeader {
  /// A block of side data of a stream.
  struct SideData {
    let kind: AVPacketSideDataType
    let bytes: [UInt8]

    /// The mastering display, content light level and display matrix that a frame carries.
    static func forHeader(of frame: UnsafeMutablePointer<AVFrame>) -> [SideData] {
      [
        (AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_MASTERING_DISPLAY_METADATA),
        (AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_CONTENT_LIGHT_LEVEL),
        (AV_FRAME_DATA_DISPLAYMATRIX, AV_PKT_DATA_DISPLAYMATRIX),
      ].compactMap { from, to in
        guard let data = av_frame_get_side_data(frame, from)?.pointee else { return nil }
        return SideData(
          kind: to, bytes: Array(UnsafeBufferPointer(start: data.data, count: data.size)))
      }
    }
  }

  /// The stream's index in its file.
  let index: Int
  /// What it carries.
  let kind: StreamInfo.Kind
  /// Codec, format and headers.
  let parameters: UnsafeMutablePointer<AVCodecParameters>
  /// The unit of its times.
  let timeBase: AVRational
  /// Time of its first packet in microseconds, where the container tells it.
  let startMicroseconds: Int64?
  /// Language, title and other tags.
  let tags: TagDictionary
  /// Default, forced, and so on.
  let disposition: Int32
  /// Display matrix, HDR data, and so on.
  let sideData: [SideData]
  /// The picture of cover art; empty for other streams.
  let picture: [UInt8]
  /// Whether it is how the container stores its chapters, which are copied as chapters.
  let isChapterTrack: Bool
  /// Whether what a container has to say of sound and pictures was found.
  var isDescribed: Bool {
    switch kind {
    case .audio: parameters.pointee.sample_rate > 0
    case .video: parameters.pointee.width > 0
    default: true
    }
  }
  private let averageRate: AVRational
  private let realRate: AVRational
  private let aspectRatio: AVRational

  /// Copies the header of a stream.
  init(_ stream: UnsafeMutablePointer<AVStream>) throws(PipelineError) {
    guard let parameters = avcodec_parameters_alloc() else {
      throw PipelineError(.processing, "out of memory")
    }
    self.parameters = parameters
    let source = stream.pointee
    index = Int(source.index)
    kind = StreamInfo.kind(stream)
    timeBase = source.time_base
    startMicroseconds = optionalTime(source.start_time).flatMap {
      rescaledTime($0, source.time_base, AVRational(num: 1, den: AV_TIME_BASE))
    }
    tags = TagDictionary(copying: source.metadata)
    disposition = source.disposition
    averageRate = source.avg_frame_rate
    realRate = source.r_frame_rate
    aspectRatio = source.sample_aspect_ratio
    sideData = (0..<Int(source.nb_side_data)).map { index in
      let data = source.side_data[index]
      return SideData(
        kind: data.type, bytes: Array(UnsafeBufferPointer(start: data.data, count: data.size)))
    }
    let attached = source.attached_pic
    picture =
      kind == .coverArt && attached.size > 0
      ? Array(UnsafeBufferPointer(start: attached.data, count: Int(attached.size))) : []
    // The demuxer of QuickTime discards only these on its own account.
    isChapterTrack =
      source.discard == AVDISCARD_ALL && source.codecpar.pointee.codec_type == AVMEDIA_TYPE_DATA
    guard avcodec_parameters_copy(parameters, source.codecpar) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
  }

  deinit {
    var parameters: UnsafeMutablePointer<AVCodecParameters>? = parameters
    avcodec_parameters_free(&parameters)
  }

  /// Fills a stream of an output with all of it, for packets that are copied.
  func describeCopy(_ stream: UnsafeMutablePointer<AVStream>, in container: ContainerFormat)
    throws(PipelineError)
  {
    guard avcodec_parameters_copy(stream.pointee.codecpar, parameters) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
    stream.pointee.codecpar.pointee.codec_tag = tag(in: container)
    stream.pointee.time_base = unit(in: container)
    stream.pointee.avg_frame_rate = averageRate
    stream.pointee.r_frame_rate = realRate
    stream.pointee.sample_aspect_ratio = aspectRatio
    stream.pointee.disposition = disposition
    stream.pointee.metadata = TagDictionary(copying: tags.pointer).take()
    for data in sideData { data.add(to: stream) }
  }

  /// Fills a stream of an output with cover art as an attached file, which is what Matroska takes for it.
  func describeAttachedPicture(_ stream: UnsafeMutablePointer<AVStream>) throws(PipelineError) {
    let isPNG = parameters.pointee.codec_id == AV_CODEC_ID_PNG
    let target = stream.pointee.codecpar
    guard
      let memory = av_mallocz(picture.count + Int(AV_INPUT_BUFFER_PADDING_SIZE))
    else { throw PipelineError(.processing, "out of memory") }
    picture.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: bytes.count) }
    }
    target?.pointee.extradata = memory.assumingMemoryBound(to: UInt8.self)
    target?.pointee.extradata_size = Int32(picture.count)
    target?.pointee.codec_type = AVMEDIA_TYPE_ATTACHMENT
    target?.pointee.codec_id = parameters.pointee.codec_id
    var own = TagDictionary(copying: tags.pointer)
    if own["mimetype"] == nil { own["mimetype"] = isPNG ? "image/png" : "image/jpeg" }
    if own["filename"] == nil { own["filename"] = isPNG ? "cover.png" : "cover.jpg" }
    stream.pointee.metadata = own.take()
  }

  /// The unit of times: where the container counts in frames, a frame.
  private func unit(in container: ContainerFormat) -> AVRational {
    guard kind == .video, !container.hasVariableRate else { return timeBase }
    // The real rate of uneven times is that of their clock.
    let (real, average) = (Rational(realRate), Rational(averageRate))
    let rate =
      real.isPositive && (!average.isPositive || real.value <= 2 * average.value) ? real : average
    return rate.isPositive ? AVRational(num: rate.denominator, den: rate.numerator) : timeBase
  }

  /// The container's four letters for the codec: the source's own where the container knows them as that codec.
  private func tag(in container: ContainerFormat) -> UInt32 {
    let tag = parameters.pointee.codec_tag
    let id = parameters.pointee.codec_id
    guard let tables = container.pointer.pointee.codec_tag else { return tag }
    var own: UInt32 = 0
    let isKnown = av_codec_get_id(tables, tag) == id
    return isKnown || av_codec_get_tag2(tables, id, &own) == 0 ? tag : 0
  }

  /// The side data of a kind.
  func sideData(_ kind: AVPacketSideDataType) -> SideData? {
    sideData.first { $0.kind == kind }
  }
}

extension StreamHeader.SideData {
  /// Adds it to a stream that has none of its kind.
  func add(to stream: UnsafeMutablePointer<AVStream>) {
    guard av_stream_get_side_data(stream, kind, nil) == nil,
      let target = av_stream_new_side_data(stream, kind, bytes.count)
    else { return }
    bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      UnsafeMutableRawPointer(target).copyMemory(from: start, byteCount: source.count)
    }
  }
}
