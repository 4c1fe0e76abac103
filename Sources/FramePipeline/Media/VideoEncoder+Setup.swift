import CFFmpeg

extension VideoEncoder {
  /// The encoder that is named, or one that keeps the source's alpha, or `usual`, the container's default.
  static func codec(
    _ settings: EncoderSettings, _ container: ContainerFormat, _ source: PixelFormat,
    usual: UnsafePointer<AVCodec>?
  ) throws(PipelineError) -> UnsafePointer<AVCodec> {
    guard let name = settings.name else {
      if source.hasAlpha, settings.keepsAlpha, settings.leavesChoice,
        let codec = container.alphaEncoder(isLossless: settings.isLossless)
      {
        return codec
      }
      guard let usual else {
        throw PipelineError(
          .usage, "this FFmpeg has no encoder for \(container.name)", hint: "name one with --codec")
      }
      // The usual encoder's other name is the one for RGB.
      if settings.isLossless, settings.pixelFormat == nil, source.depth <= 8,
        [.rgb, .palette].contains(source.model), String(cString: usual.pointee.name) == "libx264",
        let codec = avcodec_find_encoder_by_name("libx264rgb")
      {
        return codec
      }
      return usual
    }
    guard let codec = avcodec_find_encoder_by_name(name), codec.pointee.type == AVMEDIA_TYPE_VIDEO
    else {
      let nearest = NearestName.of(name, among: videoEncoderNames())
      throw PipelineError(
        .usage, "this FFmpeg has no video encoder \(name)",
        hint: nearest.map { "did you mean \($0)?" } ?? "ffmpeg -encoders lists them")
    }
    guard container.holds(codec.pointee.id) != false else {
      throw PipelineError(
        .usage, "\(container.name) cannot hold what the encoder \(name) makes",
        hint: container.isMatroska ? nil : "mkv holds almost everything")
    }
    return codec
  }

  private static func videoEncoderNames() -> [String] {
    var names: [String] = []
    var position: UnsafeMutableRawPointer?
    while let codec = av_codec_iterate(&position) {
      if av_codec_is_encoder(codec) != 0, codec.pointee.type == AVMEDIA_TYPE_VIDEO {
        names.append(String(cString: codec.pointee.name))
      }
    }
    return names
  }

  /// The pixel format asked for, or the best of the encoder's.
  static func pixelFormat(
    _ settings: EncoderSettings, _ codec: UnsafePointer<AVCodec>, _ container: ContainerFormat,
    _ source: PixelFormat, width: Int, height: Int
  ) throws(PipelineError) -> PixelFormat {
    let name = String(cString: codec.pointee.name)
    if codec.pointee.id == AV_CODEC_ID_GIF, settings.pixelFormat == nil,
      let full = PixelFormat(AV_PIX_FMT_BGRA)
    {
      return full
    }
    let candidates = pixelFormats(of: codec, container)
    if let wanted = settings.pixelFormat {
      let names = candidates.map { PixelFormat.name($0.rawValue) }
      guard let format = PixelFormat(named: wanted), format.isWritable, names.contains(wanted)
      else {
        let nearest = NearestName.of(wanted, among: names)
        throw PipelineError(
          .usage, "the encoder \(name) does not take the pixel format \(wanted)",
          hint: nearest.map { "did you mean \($0)?" } ?? "it takes " + names.joined(separator: ", ")
        )
      }
      return format
    }
    let choice = PixelFormatChoice(
      source: source, keepsModel: settings.isLossless || isLossless(codec), width: width,
      height: height)
    guard let format = choice.best(of: candidates) else {
      throw PipelineError(.usage, "the encoder \(name) takes no pixel format that can be written")
    }
    return format
  }

  private static func isLossless(_ codec: UnsafePointer<AVCodec>) -> Bool {
    let properties = avcodec_descriptor_get(codec.pointee.id)?.pointee.props ?? 0
    return properties & AV_CODEC_PROP_LOSSY == 0
  }

  /// What the encoder lists; for raw pictures, which list nothing, the planar formats of y4m.
  private static func pixelFormats(
    of codec: UnsafePointer<AVCodec>, _ container: ContainerFormat
  ) -> [AVPixelFormat] {
    if let list = codec.pointee.pix_fmts {
      var index = 0
      var result: [AVPixelFormat] = []
      while list[index] != AV_PIX_FMT_NONE {
        result.append(list[index])
        index += 1
      }
      return result
    }
    let y4m = [
      AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P, AV_PIX_FMT_GRAY8,
      AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_GRAY10LE,
      AV_PIX_FMT_YUV420P12LE, AV_PIX_FMT_YUV422P12LE, AV_PIX_FMT_YUV444P12LE, AV_PIX_FMT_GRAY12LE,
      AV_PIX_FMT_YUV420P16LE, AV_PIX_FMT_YUV422P16LE, AV_PIX_FMT_YUV444P16LE, AV_PIX_FMT_GRAY16LE,
    ]
    if container.isY4M { return y4m }
    return y4m + [AV_PIX_FMT_RGB24, AV_PIX_FMT_RGB48LE, AV_PIX_FMT_RGBA, AV_PIX_FMT_RGBA64LE]
  }

  /// Finds 256 colours for each picture; what is less than half opaque becomes transparent.
  static func palette(_ format: FrameFormat, _ timeBase: Rational) throws(PipelineError)
    -> FilterGraph
  {
    try FilterGraph(
      "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1",
      format: FilterGraph.Format(format, timeBase: timeBase))
  }

  /// Size and colour of what is compressed.
  func describe(
    _ first: borrowing FrameProperties, _ frameRate: Rational?, _ container: ContainerFormat
  ) {
    let target = context
    target.pointee.width = Int32(format.width)
    target.pointee.height = Int32(format.height)
    target.pointee.pix_fmt = format.pixels.id
    target.pointee.sample_aspect_ratio = first.pointer.pointee.sample_aspect_ratio
    target.pointee.color_range = format.color.range
    target.pointee.colorspace = format.color.matrix
    target.pointee.color_primaries = format.color.primaries
    target.pointee.color_trc = format.color.transfer
    target.pointee.chroma_sample_location = format.color.chromaLocation
    if let frameRate { target.pointee.framerate = frameRate.av }
    if container.wantsGlobalHeader { target.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
    // Frames that are stored in another order come late in a container that does not say when they are shown.
    if !container.keepsReordering { target.pointee.max_b_frames = 0 }
    // Deep y4m and the like are not in any standard, but everybody reads them.
    if container.isY4M { target.pointee.strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL }
  }

  /// The defaults, then what the user says.
  func apply(_ settings: EncoderSettings, _ hdr: HDRMetadata) throws(PipelineError) {
    let defaults = EncoderDefaults(encoder: name)
    context.pointee.thread_count =
      settings.threads > 0 ? Int32(settings.threads) : defaults.threads
    let options = EncoderOptions(context: context, encoder: name)
    for (key, value) in defaults.options where options.has(key) { try options.set(key, value) }
    if let (option, list) = hdr.settings(of: name), options.has(option) {
      try options.add(list, to: option)
    }
    let controls = EncoderControls(encoder: name)
    if settings.isLossless {
      let isByNature = Self.isLossless(context.pointee.codec)
      for (key, value) in try controls.lossless(isByNature: isByNature) {
        try options.set(key, value)
      }
    }
    let rateKeys: Set<String> = ["crf", "qp", "b", "cq", "qscale", "global_quality"]
    let setsRate = settings.options.contains { rateKeys.contains($0.key) }
    if let crf = settings.crf {
      for (key, value) in try controls.quality(crf) { try options.set(key, value) }
    } else if let crf = defaults.crf, !setsRate, !settings.isLossless {
      try options.set("crf", crf)
    }
    if let preset = settings.preset {
      for (key, value) in try controls.preset(preset) { try options.set(key, value) }
    } else if let preset = defaults.preset {
      try options.set("preset", preset)
    }
    for (key, value) in settings.options { try options.set(key, value) }
  }
}
