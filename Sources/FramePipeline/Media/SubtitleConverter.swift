import CFFmpeg

/// Turns text subtitles of one kind into another (for example those of MP4 into SubRip), because containers are choosy.
final class SubtitleConverter {
  private var decoder: UnsafeMutablePointer<AVCodecContext>?
  private var encoder: UnsafeMutablePointer<AVCodecContext>?
  private let buffer: UnsafeMutablePointer<UInt8>
  private static let bufferSize = 1 << 20

  /// A converter from a stream's kind to one that the container holds; nil when the stream is no text, or the container
  /// holds no text.
  init?(_ header: StreamHeader, for container: ContainerFormat) throws(PipelineError) {
    let id = header.parameters.pointee.codec_id
    let properties = avcodec_descriptor_get(id)?.pointee.props ?? 0
    guard header.kind == .subtitle, properties & AV_CODEC_PROP_TEXT_SUB != 0,
      let decoderCodec = avcodec_find_decoder(id)
    else { return nil }
    let kinds = [
      AV_CODEC_ID_SUBRIP, AV_CODEC_ID_ASS, AV_CODEC_ID_WEBVTT, AV_CODEC_ID_MOV_TEXT,
    ]
    guard let kind = kinds.first(where: { container.holds($0) == true }),
      let encoderCodec = avcodec_find_encoder(kind)
    else { return nil }

    buffer = .allocate(capacity: Self.bufferSize)
    decoder = avcodec_alloc_context3(decoderCodec)
    encoder = avcodec_alloc_context3(encoderCodec)
    guard let decoder, let encoder else { throw PipelineError(.processing, "out of memory") }
    decoder.pointee.pkt_timebase = header.timeBase
    guard avcodec_parameters_to_context(decoder, header.parameters) >= 0,
      avcodec_open2(decoder, decoderCodec, nil) >= 0
    else { return nil }
    encoder.pointee.time_base = AVRational(num: 1, den: 1000)
    if container.wantsGlobalHeader { encoder.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    // The styles that the decoder found are where the encoder begins; each frees its own copy.
    let size = Int(decoder.pointee.subtitle_header_size)
    if size > 0, let styles = decoder.pointee.subtitle_header, let copy = av_mallocz(size + 1) {
      copy.copyMemory(from: styles, byteCount: size)
      encoder.pointee.subtitle_header = copy.assumingMemoryBound(to: UInt8.self)
      encoder.pointee.subtitle_header_size = Int32(size)
    }
    guard avcodec_open2(encoder, encoderCodec, nil) >= 0 else { return nil }
  }

  deinit {
    avcodec_free_context(&decoder)
    avcodec_free_context(&encoder)
    buffer.deallocate()
  }

  /// Writes the new kind into a stream's header.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) throws(PipelineError) {
    guard avcodec_parameters_from_context(stream.pointee.codecpar, encoder) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
    stream.pointee.codecpar.pointee.codec_tag = 0
  }

  /// The packet in the new kind; nil for one that shows nothing or cannot be read.
  func convert(_ packet: borrowing Packet) throws(PipelineError) -> Packet? {
    var subtitle = AVSubtitle()
    var isWhole: Int32 = 0
    guard avcodec_decode_subtitle2(decoder, &subtitle, &isWhole, packet.pointer) >= 0,
      isWhole != 0
    else { return nil }
    defer { avsubtitle_free(&subtitle) }
    guard subtitle.num_rects > 0 else { return nil }
    let delay = Int64(subtitle.start_display_time)
    let time = packet.pts ?? packet.dts ?? 0
    let microseconds = AVRational(num: 1, den: AV_TIME_BASE)
    subtitle.pts = (rescaledTime(time, packet.timeBase.av, microseconds) ?? 0) + delay * 1000
    if subtitle.end_display_time != UInt32.max {
      subtitle.end_display_time -= subtitle.start_display_time
    }
    subtitle.start_display_time = 0
    let size = avcodec_encode_subtitle(encoder, buffer, Int32(Self.bufferSize), &subtitle)
    guard size > 0 else { return nil }

    let result = Packet()
    guard av_new_packet(result.pointer, size) >= 0, let data = result.pointer.pointee.data else {
      throw PipelineError(.processing, "out of memory")
    }
    data.update(from: buffer, count: Int(size))
    let milliseconds = AVRational(num: 1, den: 1000)
    result.pointer.pointee.time_base = packet.timeBase.av
    result.pointer.pointee.pts =
      time + (rescaledTime(delay, milliseconds, packet.timeBase.av) ?? 0)
    result.pointer.pointee.dts = result.pointer.pointee.pts
    result.pointer.pointee.duration =
      packet.duration > 0
      ? packet.duration
      : av_rescale_q(Int64(subtitle.end_display_time), milliseconds, packet.timeBase.av)
    result.pointer.pointee.flags = AV_PKT_FLAG_KEY
    return result
  }
}
