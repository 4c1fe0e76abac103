import CFFmpeg

/// Puts packets of H.264 into the framing of a container that wants marks in front of their units, with the parameter sets
/// among them: most containers have lengths there, and the parameter sets in their header.
final class PacketFilter {
  private let context: UnsafeMutablePointer<AVBSFContext>

  /// A filter for a stream; nil where its packets can go into the container as they are.
  init?(_ header: StreamHeader, for container: ContainerFormat) throws(PipelineError) {
    guard container.wantsStartCodes, header.parameters.pointee.codec_id == AV_CODEC_ID_H264,
      let filter = av_bsf_get_by_name("h264_mp4toannexb")
    else { return nil }
    var allocated: UnsafeMutablePointer<AVBSFContext>?
    guard av_bsf_alloc(filter, &allocated) >= 0, let allocated,
      avcodec_parameters_copy(allocated.pointee.par_in, header.parameters) >= 0
    else {
      av_bsf_free(&allocated)
      throw PipelineError(.processing, "out of memory")
    }
    context = allocated
    context.pointee.time_base_in = header.timeBase
    // Of a header that makes no sense the packets may still be good as they are.
    guard av_bsf_init(context) >= 0 else { return nil }
  }

  deinit {
    var context: UnsafeMutablePointer<AVBSFContext>? = context
    av_bsf_free(&context)
  }

  /// Writes what becomes of the codec's header into a stream's.
  func describe(_ stream: UnsafeMutablePointer<AVStream>) throws(PipelineError) {
    let tag = stream.pointee.codecpar.pointee.codec_tag
    guard avcodec_parameters_copy(stream.pointee.codecpar, context.pointee.par_out) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
    stream.pointee.codecpar.pointee.codec_tag = tag
  }

  /// The packet in the other framing; nil for one that is damaged.
  func convert(_ packet: consuming Packet) -> Packet? {
    let unit = packet.pointer.pointee.time_base
    guard av_bsf_send_packet(context, packet.pointer) >= 0,
      av_bsf_receive_packet(context, packet.pointer) >= 0
    else { return nil }
    packet.pointer.pointee.time_base = unit
    return packet
  }
}
