import Testing

/// One of the reference clips: what is done with it, and what is special about it.
struct ClipCase: Sendable, CustomTestStringConvertible {
  /// Its name in the folder of clips.
  let name: String
  /// The output's name.
  let output: String
  /// Frames that are worked on; all of them where the whole clips are asked for.
  var frames = 6
  /// More arguments.
  var arguments: [String] = []
  /// What makes the encoder quick, where it is one of those that have such a word for it. Alpha asks for others,
  /// but in WebM.
  var speed: [String] {
    let containers = hasAlpha ? ["webm"] : ["mp4", "mov", "mkv", "webm"]
    let isDefault = !arguments.contains("-c") && containers.contains { output.hasSuffix($0) }
    return isDefault ? ["--preset", "ultrafast"] : []
  }
  /// What a warning must say; each warning must be one of them, and each of them must come.
  var warnings: [String] = []
  /// How far times may be off: half a unit of the output's clock.
  var tolerance = 0.000001
  /// Whether the picture is turned in the pixels, so that width and height change places.
  var isTurned = false
  /// Whether alpha must be kept.
  var hasAlpha = false
  /// The decoder that shows alpha.
  var decoder: String?
  /// Frames of the whole clip, where damage makes counting from outside unsure.
  var frameCount: Int?
  /// Streams of the source that are rightly left out.
  var leftOut = 0
  /// Tags for which the container has no place; a warning says so.
  var lostTags: Set<String> = []
  /// Whether anything is lost.
  var isLossy: Bool { leftOut > 0 || !lostTags.isEmpty }
  /// Whether each frame comes at a steady rate from 0, because the source has no times.
  var rate: Double?
  /// Whether all of it comes later in the output, as its first frames lie before 0.
  var isMoved = false
  /// How alike small copies of the pictures must be, in decibels.
  var quality = 28.0

  var testDescription: String { name }

  /// A clip that goes into a file of the same kind.
  init(_ name: String, to output: String? = nil, _ set: (inout ClipCase) -> Void = { _ in }) {
    self.name = name
    let parts = name.split(separator: ".")
    self.output = output ?? "out." + (parts.last ?? "")
    if self.output.hasSuffix("mkv") || self.output.hasSuffix("webm") { tolerance = 0.000501 }
    set(&self)
  }
}

extension ClipCase {
  /// Those that become a video.
  static let playable = [
    ClipCase("nasa_13013.mp4") { $0.frames = 24 },
    ClipCase("bikes.mp4"),
    ClipCase("h265_bframes.mp4") { $0.frames = 30 },
    ClipCase("carphone_pristine.mp4"),
    ClipCase("bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4") { $0.frames = 6 },
    ClipCase("book.mkv"),
    // Nobody reads times before 0 from Matroska, but from those that follow the first 15 frames.
    ClipCase("realshort_negative_start.mkv") {
      $0.frames = 18
      $0.isMoved = true
    },
    ClipCase("edit_list_positive_shift.mp4") { $0.frames = 3 },
    ClipCase("cursed-vfr.mp4") { $0.frames = 3 },
    ClipCase("people-detection.gif") {
      $0.tolerance = 0.001
      $0.frames = 6
      $0.quality = 20
    },
    ClipCase("delay.png", to: "out.apng") {
      $0.hasAlpha = true
      $0.tolerance = 0.00001
    },
    ClipCase("sample_with_pgs_subtitles.mkv") { $0.frames = 5 },
    ClipCase("discard_first_keyframe.mp4") { $0.frames = 25 },
    ClipCase("sample_android_slow_motion.mp4") { $0.frames = 5 },
    ClipCase("bt601_full_range.mp4"),
    ClipCase("bt709_full_range.mp4") { $0.frames = 4 },
    ClipCase("sample_shorter_audio.mp4"),
    ClipCase("bt601.mov"),
    ClipCase("hdr10-av1.mp4") { $0.frames = 3 },
    ClipCase("sample_with_colr_mdcv_and_clli.mp4") { $0.frames = 2 },
    ClipCase("testsrc2_12bit_hdr.mp4"),
    ClipCase("roadtrip-vp92-10bit.webm") { $0.frames = 6 },
    ClipCase("testsrc2_odd_height_and_width_444_10bit.mp4") { $0.frames = 8 },
    ClipCase("bear-vp9-odd-dimensions.webm") { $0.frames = 8 },
    ClipCase("cars_gray_ffv1.mkv"),
    ClipCase("transparency_320x180_vp9_alpha.webm") {
      $0.hasAlpha = true
      $0.decoder = "libvpx-vp9"
      $0.frames = 5
    },
    ClipCase("transparency_png_rgba.mov") {
      $0.hasAlpha = true
    },
    ClipCase("transparent.gif") {
      $0.hasAlpha = true
      $0.tolerance = 0.001
      $0.quality = 20
    },
    ClipCase("butterfly_16bit.png"),
    ClipCase("nasa_13013_rotated.mp4"),
    ClipCase("nasa_13013_rotated.mp4", to: "turned.mkv") { $0.isTurned = true },
    ClipCase("sample_rotate_and_reflect.mp4") { $0.frames = 5 },
    ClipCase("sample_rotate_and_reflect.mp4", to: "turned.mkv") {
      $0.isTurned = true
      $0.frames = 4
    },
    ClipCase("sample_with_ass_subtitles.mkv") { $0.frames = 5 },
    ClipCase("sample_with_srt.mkv") { $0.frames = 5 },
    ClipCase("sample_with_chapters.mkv"),
    ClipCase("realshort_chapters_srt_attachment.mkv") { $0.frames = 12 },
    ClipCase("realshort_2audio_attachment.mkv"),
    ClipCase("sample_with_metadata.mp4") {
      $0.frames = 4
      $0.warnings = ["rating, sort_artist"]
      $0.lostTags = ["rating", "sort_artist", "sort_album"]
    },
    ClipCase("one_frame.mp4"),
    ClipCase("Adobe_PDF_sample_a_1024x768_50Frms.264", to: "out.mkv") {
      $0.rate = 25
    },
    ClipCase("BA_MW_D_P_LOST.264", to: "out.mkv") {
      $0.rate = 25
      $0.frames = 99
      $0.frameCount = 99
      $0.quality = 0
    },
    ClipCase("realshort_bitflips.mp4") {
      $0.warnings = ["damaged"]
      $0.frames = 36
      $0.quality = 0
    },
    ClipCase("sample_mdat_too_long.mp4") { $0.frames = 5 },
    ClipCase("sample_empty_track.mp4") {
      $0.leftOut = 1
      $0.frames = 5
      $0.warnings = ["empty"]
    },
  ]

  /// Those of which nothing can be made.
  static let unreadable = [
    "invalid-bitstream.webm", "realshort_truncated.mp4", "empty.mp4", "random_bytes.mp4",
    "sample_audio_only.mp4",
  ]
}
