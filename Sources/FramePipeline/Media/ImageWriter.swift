import CFFmpeg

/// Writes single images: PNG, JPEG, WebP, TIFF (and what else FFmpeg's encoders offer) by extension.
///
/// One object serves one stage (one thread at a time).
package final class ImageWriter {
  /// FFmpeg's name of the codec.
  package var codec: String { String(cString: avcodec_get_name(encoder.pointee.id)) }

  private let fileExtension: String
  private let encoder: UnsafePointer<AVCodec>

  /// A writer for the format of `fileExtension` (`png`, `jpg`, ...).
  /// - Throws: `.usage` when no encoder writes it.
  package init(fileExtension: String) throws(PipelineError) {
    MediaLog.install()
    self.fileExtension = fileExtension
    guard let encoder = Self.encoder(fileExtension) else {
      throw PipelineError(
        .usage, "images cannot be written as .\(fileExtension)",
        hint: "png, jpg, webp, tif, bmp can")
    }
    self.encoder = encoder
  }

  /// The encoder for an extension of FFmpeg's image sequences.
  private static func encoder(_ fileExtension: String) -> UnsafePointer<AVCodec>? {
    guard let format = av_guess_format(nil, "%d.\(fileExtension)", nil),
      String(cString: format.pointee.name) == "image2"
    else { return nil }
    let id = av_guess_codec(format, nil, "1.\(fileExtension)", nil, AVMEDIA_TYPE_VIDEO)
    // A packet of these is not a file.
    guard id != AV_CODEC_ID_GIF, id != AV_CODEC_ID_APNG else { return nil }
    // The animation encoder of the same library holds pictures back.
    let encoder =
      id == AV_CODEC_ID_WEBP ? avcodec_find_encoder_by_name("libwebp") : avcodec_find_encoder(id)
    guard let encoder, !writableFormats(of: encoder).isEmpty else { return nil }
    return encoder
  }

  private static func writableFormats(of encoder: UnsafePointer<AVCodec>) -> [AVPixelFormat] {
    guard let list = encoder.pointee.pix_fmts else { return [] }
    var result: [AVPixelFormat] = []
    var index = 0
    while list[index] != AV_PIX_FMT_NONE {
      if PixelFormat(list[index])?.isWritable == true { result.append(list[index]) }
      index += 1
    }
    return result
  }

  /// Whether transparent pictures stay transparent.
  package var keepsAlpha: Bool {
    encoder.pointee.id != AV_CODEC_ID_MJPEG
      && Self.writableFormats(of: encoder).contains { PixelFormat($0)?.hasAlpha == true }
  }

  /// The frame format (for `PixelConverter`) in which a picture made of `source` is written: gray stays gray, more than
  /// 8 bits stay more than 8 bits where the format has them.
  /// - Throws: `.unreadableInput` for a source whose samples cannot be read.
  package func format(width: Int, height: Int, source: borrowing FrameProperties)
    throws(PipelineError) -> FrameFormat
  {
    let format = try source.format()
    var candidates = Self.writableFormats(of: encoder)
    switch encoder.pointee.id {
    case AV_CODEC_ID_MJPEG:
      candidates = [format.model == .gray ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV444P]
    case AV_CODEC_ID_WEBP:
      candidates = [AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVA420P]
    default:
      break
    }
    // Image formats are of RGB, whatever the picture was before.
    let rgb =
      format.hasAlpha
      ? (format.depth > 8 ? AV_PIX_FMT_GBRAP16LE : AV_PIX_FMT_GBRAP)
      : (format.depth > 8 ? AV_PIX_FMT_GBRP16LE : AV_PIX_FMT_GBRP)
    let choice = PixelFormatChoice(
      source: (format.model == .gray ? nil : PixelFormat(rgb)) ?? format, keepsModel: true,
      width: width, height: height)
    guard let pixels = choice.best(of: candidates) else {
      preconditionFailure("the initializer found a format that can be written")
    }
    var color = ColorTags(of: source.pointer, format).following(pixels, rows: height)
    if pixels.model == .yuv {
      // The matrix and ranges of JFIF and of WebP are fixed.
      color.matrix = AVCOL_SPC_SMPTE170M
      color.isFullRange = encoder.pointee.id == AV_CODEC_ID_MJPEG
      color.chromaLocation = AVCHROMA_LOC_CENTER
    }
    return FrameFormat(width: width, height: height, pixels: pixels, color: color)
  }

  /// Writes `frame` to `path`, under a temporary name until complete. Returns the bytes written.
  /// - Throws: `.unwritableOutput`.
  package func write(_ frame: borrowing Frame, to path: String, overwrites: Bool)
    throws(PipelineError) -> Int64
  {
    let file = try OutputFile(path, overwrites: overwrites, isDurable: false)
    var context = avcodec_alloc_context3(encoder)
    defer { avcodec_free_context(&context) }
    guard let context else { throw PipelineError(.processing, "out of memory") }
    try set(context, for: frame)
    MediaLog.forgetLastError()
    var code = avcodec_open2(context, encoder, nil)
    if code >= 0 {
      frame.pointer.pointee.quality = context.pointee.global_quality
      code = avcodec_send_frame(context, frame.pointer)
    }
    if code >= 0 { code = avcodec_send_frame(context, nil) }
    let packet = Packet()
    if code >= 0 { code = avcodec_receive_packet(context, packet.pointer) }
    guard code >= 0 else {
      throw PipelineError(.unwritableOutput, "cannot write \(path): \(MediaLog.reason(code))")
    }
    avio_write(file.pointer, packet.pointer.pointee.data, packet.pointer.pointee.size)
    try file.commit()
    return file.byteCount
  }

  private func set(_ context: UnsafeMutablePointer<AVCodecContext>, for frame: borrowing Frame)
    throws(PipelineError)
  {
    let raw = frame.pointer
    context.pointee.width = raw.pointee.width
    context.pointee.height = raw.pointee.height
    context.pointee.pix_fmt = AVPixelFormat(raw.pointee.format)
    context.pointee.color_range = raw.pointee.color_range
    context.pointee.colorspace = raw.pointee.colorspace
    context.pointee.color_primaries = raw.pointee.color_primaries
    context.pointee.color_trc = raw.pointee.color_trc
    context.pointee.sample_aspect_ratio = raw.pointee.sample_aspect_ratio
    context.pointee.time_base = AVRational(num: 1, den: 25)
    context.pointee.thread_count = 1
    let options = EncoderOptions(context: context, encoder: String(cString: encoder.pointee.name))
    switch encoder.pointee.id {
    case AV_CODEC_ID_MJPEG:
      for (key, value) in EncoderDefaults(encoder: "mjpeg").options { try options.set(key, value) }
    case AV_CODEC_ID_WEBP:
      try options.set("quality", "95")
    case AV_CODEC_ID_PNG:
      // A third smaller than without prediction, in the same time. The usual level 6 takes 2.5 times as long as level 4
      // (470 ms of a CPU for 1920x1080), for files 1-9 % smaller.
      try options.set("pred", "paeth")
      try options.set("compression_level", "4")
    default:
      break
    }
  }
}
