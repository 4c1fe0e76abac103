/// What `--crf`, `--preset` and `--lossless` mean to an encoder: which of its options get which values.
struct EncoderControls {
  /// Options by their FFmpeg names.
  typealias Options = [(key: String, value: String)]

  private let encoder: String

  /// The controls of the encoder of that name.
  init(encoder: String) { self.encoder = encoder }

  /// Options for a constant quality.
  /// - Throws: `.usage` where the encoder has no such thing.
  func quality(_ crf: Double) throws(PipelineError) -> Options {
    let number = crf == crf.rounded() ? String(Int(crf)) : String(crf)
    switch encoder {
    case "libx264", "libx264rgb", "libx265", "libsvtav1", "libvpx-vp9", "libvpx", "libaom-av1",
      "h264_nvenc", "hevc_nvenc":
      return [(encoder.hasSuffix("nvenc") ? "cq" : "crf", number)]
    case "librav1e":
      return [("qp", String(Int((crf * 4).rounded())))]
    case "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "msmpeg4", "msmpeg4v2", "flv", "libxvid":
      // Quantisers of 1 to 31, in units of lambda.
      return [("flags", "+qscale"), ("global_quality", String(Int((crf * 118).rounded())))]
    case "prores_ks":
      return [("flags", "+qscale"), ("global_quality", String(Int((crf * 118).rounded())))]
    default:
      throw PipelineError(
        .usage, "the encoder \(encoder) has no constant quality that --crf could set",
        hint: "its options are set with -e KEY=VALUE; ffmpeg -h encoder=\(encoder) lists them")
    }
  }

  /// Options for a preset by name or number.
  /// - Throws: `.usage` where the encoder has none.
  func preset(_ name: String) throws(PipelineError) -> Options {
    switch encoder {
    case "libsvtav1":
      return [("preset", Self.steps(name, of: 13) ?? name)]
    case "libvpx-vp9", "libvpx":
      return [("cpu-used", Self.steps(name, of: 8) ?? name)]
    case "libaom-av1":
      return [("cpu-used", Self.steps(name, of: 8) ?? name)]
    case "librav1e":
      return [("speed", Self.steps(name, of: 10) ?? name)]
    case "prores_ks":
      return [("profile", name)]
    default:
      return [("preset", name)]
    }
  }

  /// x264's names for speeds, the slowest first, as steps from 0 to `most`; nil for what is none of them.
  private static func steps(_ name: String, of most: Int) -> String? {
    let names = [
      "placebo", "veryslow", "slower", "slow", "medium", "fast", "faster", "veryfast", "superfast",
      "ultrafast",
    ]
    guard let index = names.firstIndex(of: name) else { return nil }
    return String((index * most + (names.count - 1) / 2) / (names.count - 1))
  }

  /// Options with which every code that the encoder is given comes back.
  /// - Throws: `.usage` where it cannot do that.
  func lossless(isByNature: Bool) throws(PipelineError) -> Options {
    switch encoder {
    case "libx264", "libx264rgb": return [("qp", "0")]
    case "libx265": return [("x265-params", "lossless=1")]
    case "libvpx-vp9": return [("lossless", "1")]
    case "libaom-av1": return [("crf", "0"), ("aom-params", "lossless=1")]
    case _ where isByNature: return []
    default:
      throw PipelineError(
        .usage, "the encoder \(encoder) cannot compress without loss",
        hint: "libx264, libx265, libvpx-vp9 and ffv1 can")
    }
  }
}
