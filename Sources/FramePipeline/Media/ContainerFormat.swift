import CFFmpeg

/// A container that FFmpeg writes, and what this program has to know of it.
struct ContainerFormat: @unchecked Sendable {
  // Safety: FFmpeg's descriptions of formats are constants.
  let pointer: UnsafePointer<AVOutputFormat>
  /// FFmpeg's name, the first where it has several.
  let name: String
  private let isStandardOutput: Bool

  /// The container of that name or extension, or else of the path's extension; y4m for standard output (`-`).
  /// - Throws: `.usage` when there is none, or when it holds no video.
  init(path: String, formatName: String?) throws(PipelineError) {
    isStandardOutput = path == "-"
    let wanted = formatName ?? (path == "-" ? "y4m" : nil)
    let found =
      wanted.map { av_guess_format($0, nil, nil) ?? av_guess_format(nil, "x." + $0, nil) }
      ?? av_guess_format(nil, Path.lastComponent(path), nil)
    guard let found else {
      let what = wanted.map { "the format \($0)" } ?? "a container for \(path)"
      throw PipelineError(
        .usage, "FFmpeg does not know \(what)",
        hint: "mp4, mkv, mov, webm, avi, nut, gif and y4m are some that it knows")
    }
    pointer = found
    let names = String(cString: found.pointee.name)
    name = names.split(separator: ",").first.map(String.init) ?? names
    // Music files take a picture, but only as their cover.
    let isForSound =
      found.pointee.video_codec == AV_CODEC_ID_NONE
      || (found.pointee.video_codec == AV_CODEC_ID_PNG
        && found.pointee.audio_codec != AV_CODEC_ID_NONE)
    guard !isForSound, found.pointee.flags & AVFMT_NOFILE == 0 else {
      throw PipelineError(
        .usage, "\(wanted ?? path): the format \(name) is not a container for video")
    }
    if isStandardOutput, isMOV {
      throw PipelineError(
        .usage, "\(name) cannot be written to a pipe: its index is completed at the end",
        hint: "nut, matroska and y4m can")
    }
  }

  private var flags: Int32 { pointer.pointee.flags }
  /// Whether encoders put their headers into the container instead of the stream.
  var wantsGlobalHeader: Bool { flags & AVFMT_GLOBALHEADER != 0 }
  /// Whether every frame has a time of its own; otherwise frames follow each other at the frame rate.
  var hasVariableRate: Bool {
    hasTimes && !["avi", "mxf", "gxf"].contains(name)
  }
  /// Whether it has times at all, be they counted in frames.
  var hasTimes: Bool { flags & AVFMT_NOTIMESTAMPS == 0 && !isY4M }
  /// Whether it tells when frames are shown, and not only in which order they are decoded, and when streams begin.
  var hasPresentationTimes: Bool { name != "avi" }
  /// Whether frames that are not in the order of showing come at their times. FFmpeg writes and reads decoding times in ASF.
  var keepsReordering: Bool { hasPresentationTimes && name != "asf" }
  /// Whether it cannot tell times before 0, decoding times too. FFmpeg would move everything until there are none; but
  /// decoding times are not stored, and the clock is fine enough to let the first ones follow each other closely.
  var countsFromZero: Bool { name == "nut" }
  /// Whether it tells the times of a stream's packets only by counting the samples before them.
  func countsSamples(of codec: AVCodecID) -> Bool {
    (isMOV || name == "avi") && av_get_exact_bits_per_sample(codec) > 0
  }
  /// Whether two packets of a stream may have the same time.
  var allowsEqualTimes: Bool { flags & AVFMT_TS_NONSTRICT != 0 }
  /// Whether a copied video can begin with what is decoded before its first frame is shown: behind an edit list, or all at
  /// one time.
  var keepsLead: Bool { isMOV || isMatroska }
  /// Whether it can say that the picture is to be turned or mirrored.
  var keepsDisplayMatrix: Bool { isMOV || name == "nut" }
  /// Whether it is of the family of QuickTime and MP4.
  var isMOV: Bool { ["mov", "mp4", "ipod", "3gp", "3g2", "ismv", "f4v"].contains(name) }
  /// Whether it is of the family of Matroska and WebM.
  var isMatroska: Bool { ["matroska", "webm"].contains(name) }
  /// Whether H.264 lies in it with marks in front of its units instead of lengths, and FFmpeg leaves that to whoever
  /// writes it.
  var wantsStartCodes: Bool { name == "avi" }
  /// Whether it groups streams into programs.
  var keepsPrograms: Bool { isTransport }
  private var isTransport: Bool { name == "mpegts" }
  /// What has a number in a transport stream; FFmpeg writes the rest as data that nobody recognises.
  private static let transportCodecs: Set<AVCodecID> = [
    AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_MPEG1VIDEO, AV_CODEC_ID_MPEG2VIDEO,
    AV_CODEC_ID_MPEG4, AV_CODEC_ID_CAVS, AV_CODEC_ID_DIRAC, AV_CODEC_ID_VC1, AV_CODEC_ID_MP2,
    AV_CODEC_ID_MP3, AV_CODEC_ID_AAC, AV_CODEC_ID_AAC_LATM, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3,
    AV_CODEC_ID_DTS, AV_CODEC_ID_TRUEHD, AV_CODEC_ID_OPUS, AV_CODEC_ID_S302M,
    AV_CODEC_ID_DVB_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT, AV_CODEC_ID_HDMV_PGS_SUBTITLE,
    AV_CODEC_ID_SMPTE_KLV, AV_CODEC_ID_TIMED_ID3,
  ]
  /// Whether it is raw pictures with a line of text before each.
  var isY4M: Bool { name == "yuv4mpegpipe" }
  /// Whether MP4 or MOV, with the names that all players know, has one for a tag of the file.
  func holdsTag(_ name: String) -> Bool {
    // A tag in one language is called `title-eng`.
    let name = name.lowercased().split(separator: "-").first.map(String.init) ?? ""
    let others = self.name == "mov" ? Self.quickTimeTags : Self.iTunesTags
    return Self.movieTags.contains(name) || others.contains(name)
  }

  private static let movieTags: Set<String> = [
    "album", "artist", "comment", "copyright", "creation_time", "date", "description", "genre",
    "keywords", "location", "title",
  ]
  private static let quickTimeTags: Set<String> = ["author", "make", "model"]
  private static let iTunesTags: Set<String> = [
    "album_artist", "compilation", "composer", "disc", "episode_id", "episode_sort",
    "gapless_playback", "grouping", "hd_video", "lyrics", "media_type", "network", "season_number",
    "show", "synopsis", "tmpo", "track",
  ]
  /// Whether it has no place for anything but one picture stream.
  var holdsPictureOnly: Bool { pointer.pointee.audio_codec == AV_CODEC_ID_NONE }
  /// Whether it keeps attached files.
  var keepsAttachments: Bool { name == "matroska" }

  /// Whether FFmpeg writes cover art of that codec into it as what it is, and not as a video of one frame.
  func holdsCoverArt(_ codec: AVCodecID) -> Bool {
    switch name {
    case "mp4", "ipod", "f4v":
      [AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_CODEC_ID_BMP].contains(codec)
    case "matroska": [AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG].contains(codec)
    default: false
    }
  }

  /// Whether it holds a codec; nil when FFmpeg cannot tell without trying.
  func holds(_ codec: AVCodecID) -> Bool? {
    if isTransport { return Self.transportCodecs.contains(codec) }
    let answer = avformat_query_codec(pointer, codec, FF_COMPLIANCE_EXPERIMENTAL)
    return answer < 0 ? nil : answer == 1
  }

  /// The encoder for those who leave the choice to the program and want to keep alpha: one that has it; nil where the
  /// container's usual one has, or where there is none.
  func alphaEncoder(isLossless: Bool) -> UnsafePointer<AVCodec>? {
    if isStandardOutput { return nil }
    switch name {
    // What editing programs read.
    case "mov": return avcodec_find_encoder_by_name(isLossless ? "png" : "prores_ks")
    case "matroska", "avi", "nut": return avcodec_find_encoder(AV_CODEC_ID_FFV1)
    default: return nil
    }
  }

  /// The encoder for those who don't name one: x264; for HDR x265, as hardly any device plays HDR in H.264, and for more
  /// than the 10 bits that x264 takes.
  func defaultEncoder(depth: Int, isHDR: Bool) -> UnsafePointer<AVCodec>? {
    if isY4M { return avcodec_find_encoder(AV_CODEC_ID_WRAPPED_AVFRAME) }
    if name == "nut", isStandardOutput { return avcodec_find_encoder(AV_CODEC_ID_RAWVIDEO) }
    if isHDR || depth > 10, holds(AV_CODEC_ID_HEVC) == true,
      let x265 = avcodec_find_encoder_by_name("libx265")
    {
      return x265
    }
    if holds(AV_CODEC_ID_H264) == true, let x264 = avcodec_find_encoder_by_name("libx264") {
      return x264
    }
    return avcodec_find_encoder(pointer.pointee.video_codec)
  }
}
