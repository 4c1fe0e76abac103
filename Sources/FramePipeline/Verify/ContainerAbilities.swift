import CFFmpeg

/// What a container can hold as FFmpeg writes it: it decides whether a loss is the container's or the job's.
///
/// A property that came through is never held against this. The lists are what FFmpeg 5.1 was seen to do, and
/// `ContainerAbilitiesTests` hold them against it both ways: nothing is excused that works, nothing claimed that does not.
struct ContainerAbilities {
  /// FFmpeg's name of the container, the first where it has several; `images` for pictures in files of their own.
  let name: String
  private let format: UnsafePointer<AVOutputFormat>?
  /// The unit of the times at which streams begin, where it is not that of the streams: that of MP4's edit lists.
  let startUnit: Rational?

  /// The container of a file: what its extension says, or else how it is read.
  init(path: String, demuxer: String) {
    let names = demuxer.split(separator: ",").map(String.init)
    let byName = av_guess_format(nil, Path.lastComponent(path), nil)
    let ownName = byName.map { String(cString: $0.pointee.name) } ?? ""
    let family = Set(names + names.map { $0 == "yuv4mpegpipe" ? "yuv4mpeg" : $0 })
    let agrees =
      ownName.split(separator: ",").contains { family.contains(String($0)) }
      || (names.contains("mov") && Self.movies.contains(ownName))
    format = agrees ? byName : names.lazy.compactMap { av_guess_format($0, nil, nil) }.first
    let written = format.map { String(cString: $0.pointee.name) } ?? demuxer
    let name = written.split(separator: ",").first.map(String.init) ?? written
    self.name = name
    startUnit = Self.movies.contains(name) ? MovieClock.read(path) ?? Rational(1, 1000) : nil
  }

  private init(name: String, format: UnsafePointer<AVOutputFormat>?) {
    self.name = name
    self.format = format
    startUnit = nil
  }

  /// Images in files of their own.
  static func images(path: String) -> ContainerAbilities {
    ContainerAbilities(name: "images", format: nil)
  }

  private static let movies: Set<String> = ["mov", "mp4", "ipod", "3gp", "3g2", "ismv", "f4v"]
  private var isMOV: Bool { Self.movies.contains(name) }
  private var isMatroska: Bool { ["matroska", "webm"].contains(name) }
  /// One picture stream and nothing else.
  private var isPictureOnly: Bool {
    ["images", "gif", "apng", "yuv4mpegpipe", "rawvideo"].contains(name)
      || format.map { $0.pointee.audio_codec == AV_CODEC_ID_NONE } ?? true
  }

  /// Whether frames have times at all.
  var hasTimes: Bool { name != "images" }
  /// Whether every frame has a time of its own.
  var hasVariableRate: Bool {
    hasTimes && !["avi", "mxf", "gxf", "yuv4mpegpipe"].contains(name)
      && (format?.pointee.flags ?? 0) & AVFMT_NOTIMESTAMPS == 0
  }
  /// Whether streams can begin at different times.
  var hasStarts: Bool { hasVariableRate }
  /// Whether packets are kept apart, each with its time.
  var keepsPackets: Bool { isMatroska || isMOV || name == "nut" }
  /// Whether it tells the times of a stream's packets by counting the samples before them.
  func countsSamples(of codec: AVCodecID) -> Bool {
    (isMOV || name == "avi") && av_get_exact_bits_per_sample(codec) > 0
  }
  /// Whether packets say how long they last.
  var keepsDurations: Bool { isMatroska || isMOV }
  /// Whether it can say that the picture is to be turned.
  var hasOrientation: Bool { isMOV }
  /// Whether it can say the shape of pixels.
  var hasAspect: Bool { name != "images" && name != "apng" }
  /// Whether it stores chapters.
  var hasChapters: Bool { isMOV || isMatroska || name == "nut" }
  /// Whether chapters may end before the next begins.
  var hasChapterEnds: Bool { isMatroska }

  /// Whether it says how long the last frame is shown.
  var saysLastDuration: Bool { isMOV || name == "gif" || name == "apng" }

  /// Whether it says what colours the samples stand for, itself or in the bitstream of the codec.
  func hasColors(_ codec: String) -> Bool {
    isMOV || isMatroska || Self.selfDescribing.contains(codec)
  }
  /// Whether it says on what display a video was mastered, itself or in the bitstream of the codec.
  func hasHDR(_ codec: String) -> Bool { isMOV || isMatroska || Self.tellsHDR(codec) }
  /// Whether FFmpeg's decoder tells what the bitstream says of that display; the one of H.264 does not.
  static func tellsHDR(_ codec: String) -> Bool { ["hevc", "av1"].contains(codec) }
  private static let selfDescribing: Set<String> = [
    "h264", "hevc", "av1", "mpeg2video", "mpeg4", "prores", "dnxhd",
  ]

  /// Whether it has a codec for pictures with alpha.
  var hasAlpha: Bool { !["mp4", "ipod", "yuv4mpegpipe", "mpegts"].contains(name) }
  /// Bits of a sample that its pictures can have at most.
  var mostBits: Int { name == "gif" ? 8 : 16 }

  /// Whether it holds a stream of that kind and codec, and with as many packets.
  func holds(_ stream: StreamFacts) -> Bool {
    if isPictureOnly { return false }
    // MP4 describes a stream by its packets.
    if isMOV, stream.packets.isEmpty, stream.kind != .attachment { return false }
    let codec = stream.codec
    switch stream.kind {
    case .attachment: return name == "matroska"
    case .data: return name == "nut" || (isMOV && codec != AV_CODEC_ID_BIN_DATA)
    case .coverArt:
      return ["mp4", "ipod", "f4v"].contains(name)
        ? [AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_CODEC_ID_BMP].contains(codec)
        : name == "matroska" && [AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG].contains(codec)
    case .video, .audio, .subtitle:
      // FFmpeg has names for these, but writes them into MP4 only, or not at all.
      if name == "mov", Self.onlyInMP4.contains(codec) { return false }
      if isMOV, codec == AV_CODEC_ID_VP8 { return false }
      return format.map { avformat_query_codec($0, codec, FF_COMPLIANCE_EXPERIMENTAL) == 1 }
        ?? false
    }
  }

  private static let onlyInMP4 = [
    AV_CODEC_ID_FLAC, AV_CODEC_ID_OPUS, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1,
  ]

  /// Whether it can say that language, in one of its codes.
  func hasLanguage(_ language: String) -> Bool {
    if isMatroska || name == "nut" { return true }
    // QuickTime has a list of its own for languages.
    if name == "mov" {
      return [language, LanguageCode.other(for: language)].contains { code in
        code.map { Self.quickTimeLanguages.contains(Substring($0)) } ?? false
      }
    }
    return isMOV && language.utf8.count == 3
  }

  private static let quickTimeLanguages = Set(
    """
    eng fra ger ita dut sve spa dan por nor heb jpn ara fin gre ice mlt tur chi urd hin tha kor lit pol hun est lav per \
    rus iri alb ron ces slk slv yid mac bul ukr bel uzb kaz aze arm geo mol kir tgk tuk mon pus kur kas snd tib nep san \
    mar ben asm guj ori mal kan tam tel sin bur khm lao vie ind tgl may amh tir orm som swa run kin nya mlg epo wel baq \
    cat lat que grn aym tat uig dzo jav
    """.split(separator: " "))

  /// Whether it can say a stream's part, such as `default` or `forced`.
  func hasDisposition(_ word: String) -> Bool {
    if name == "matroska" {
      return word == "default" || word == "original" || Self.rolesOfMP4.contains(word)
    }
    if name == "webm" { return ["default", "forced"].contains(word) }
    if isMOV, name != "mov" { return word == "default" || Self.rolesOfMP4.contains(word) }
    if name == "nut" {
      return ["default", "dub", "original", "comment", "lyrics", "karaoke"].contains(word)
    }
    return word == "default" && isMOV
  }

  private static let rolesOfMP4: Set<String> = [
    "forced", "comment", "hearing_impaired", "visual_impaired", "dub",
  ]

  /// Whether it has a place for that tag of the file.
  func hasTag(_ key: String) -> Bool {
    if isMatroska || name == "nut" { return true }
    let key = key.split(separator: "-").first.map(String.init) ?? key
    // Names with a point are those of telephones, for which there is a list of its own.
    let own = name == "mov" ? Self.quickTimeTags : Self.movieTags
    if isMOV { return own.contains(key) || key.contains(".") }
    return name == "avi" && Self.riffTags.contains(key)
  }

  /// Whether it has a place for that tag of a stream or chapter.
  func hasStreamTag(_ key: String) -> Bool {
    isMatroska || name == "nut" || (name == "avi" && key == "title")
  }

  private static let movieTags: Set<String> = [
    "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright",
    "description", "synopsis", "show", "episode_id", "network", "keywords", "grouping", "lyrics",
    "track", "season_number", "episode_sort", "media_type", "creation_time", "location",
  ]
  private static let quickTimeTags: Set<String> = [
    "title", "artist", "date", "comment", "genre", "album", "copyright", "creation_time",
    "location", "make", "model",
  ]
  private static let riffTags: Set<String> = [
    "title", "artist", "comment", "copyright", "date", "genre", "language", "track",
    "encoded_by", "creation_time",
  ]
}
