import CFFmpeg
import Glibc

/// Reads single images of any format that libavcodec decodes; what the file holds decides, not its name.
package enum ImageReader {
  /// The first picture of the file at `path`; of a damaged JPEG what could be decoded (`Frame.isDamaged`).
  /// - Throws: `.unreadableInput` when it is missing, empty or no image.
  package static func read(_ path: String) throws(PipelineError) -> Frame {
    MediaLog.install()
    let url = try Demuxer.fileURL(path)
    // Opened here, the file has no name for FFmpeg: an extension or a % in it cannot mislead.
    var file: UnsafeMutablePointer<AVIOContext>?
    let opened = avio_open2(&file, url, AVIO_FLAG_READ, nil, nil)
    guard opened >= 0 else {
      throw PipelineError(.unreadableInput, "cannot read \(path): \(MediaLog.text(opened))")
    }
    defer { avio_closep(&file) }
    var context = avformat_alloc_context()
    context?.pointee.pb = file
    MediaLog.forgetLastError()
    let code = avformat_open_input(&context, nil, nil, nil)
    guard code >= 0, let input = context else { throw failure(code, path) }
    defer { avformat_close_input(&context) }

    let index = av_find_best_stream(input, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
    guard index >= 0, let stream = input.pointee.streams[Int(index)] else {
      throw failure(rlfn_averror_invalid_data(), path)
    }
    return try decode(stream, of: input, path)
  }

  private static func decode(
    _ stream: UnsafeMutablePointer<AVStream>, of input: UnsafeMutablePointer<AVFormatContext>,
    _ path: String
  ) throws(PipelineError) -> Frame {
    let codec = avcodec_find_decoder(stream.pointee.codecpar.pointee.codec_id)
    var decoder = avcodec_alloc_context3(codec)
    defer { avcodec_free_context(&decoder) }
    // One picture: threads would only wait for more.
    decoder?.pointee.thread_count = 1
    guard codec != nil, decoder != nil,
      avcodec_parameters_to_context(decoder, stream.pointee.codecpar) >= 0,
      avcodec_open2(decoder, codec, nil) >= 0
    else { throw failure(rlfn_averror_invalid_data(), path) }

    let frame = Frame()
    let packet = Packet()
    MediaLog.forgetLastError()
    while true {
      let read = av_read_frame(input, packet.pointer)
      if read >= 0, packet.pointer.pointee.stream_index != stream.pointee.index {
        av_packet_unref(packet.pointer)
        continue
      }
      let sent = avcodec_send_packet(decoder, read >= 0 ? packet.pointer : nil)
      av_packet_unref(packet.pointer)
      let received = avcodec_receive_frame(decoder, frame.pointer)
      if received >= 0 {
        // FFmpeg fills in what a JPEG lacks, and only its log tells.
        if codec?.pointee.id == AV_CODEC_ID_MJPEG, MediaLog.lastError != nil {
          frame.pointer.pointee.flags |= AV_FRAME_FLAG_CORRUPT
        }
        // FFmpeg does not say it: the format's chroma lies between the pixels (RFC 9649, as in JPEG).
        if codec?.pointee.id == AV_CODEC_ID_WEBP,
          frame.pointer.pointee.chroma_location == AVCHROMA_LOC_UNSPECIFIED
        {
          frame.pointer.pointee.chroma_location = AVCHROMA_LOC_CENTER
        }
        return frame
      }
      if read < 0 { throw failure(sent < 0 && sent != rlfn_averror_eof() ? sent : read, path) }
    }
  }

  private static func failure(_ code: Int32, _ path: String) -> PipelineError {
    let isEnd = code == rlfn_averror_eof() || code == rlfn_averror_invalid_data()
    guard isEnd else {
      return PipelineError(.unreadableInput, "cannot read \(path): \(MediaLog.reason(code))")
    }
    let said = MediaLog.lastError.map { " (\($0))" } ?? ""
    guard !isAnimatedWebP(path) else {
      return PipelineError(
        .unreadableInput, "cannot read \(path): FFmpeg does not read animated WebP",
        hint: "other programs make a GIF or single images of it (webpmux, ImageMagick)")
    }
    return PipelineError(
      .unreadableInput, "cannot read \(path): not an image, or damaged\(said)")
  }

  /// Whether the header of a WebP in the extended format tells of an animation.
  private static func isAnimatedWebP(_ path: String) -> Bool {
    guard let file = fopen(path, "r") else { return false }
    defer { fclose(file) }
    var head = [UInt8](repeating: 0, count: 21)
    guard fread(&head, 1, head.count, file) == head.count else { return false }
    return head[8..<16].elementsEqual("WEBPVP8X".utf8) && head[20] & 2 != 0
  }
}
