/// How encoders are set when the user says nothing: near-lossless quality, and a speed that leaves the CPU to the
/// network.
///
/// Measured with x264 at 1920x1080 on two cores: `veryfast` takes 27 ms of the machine a frame, `medium` 87 ms, next to
/// some 200 ms of the network; at CRF 17 the difference is in the size of the file, not in the picture.
struct EncoderDefaults {
  /// Constant quality of about x264's 17; nil where the encoder has no such setting.
  let crf: String?
  /// Threads: the same number everywhere, because the bytes that many encoders make depend on it.
  let threads: Int32
  /// The preset; nil where the encoder has none.
  let preset: String?
  /// Other options.
  let options: [(key: String, value: String)]

  /// The defaults of the encoder of that name.
  init(encoder: String) {
    // That of VP8 takes no more threads than the machine has CPUs.
    threads = encoder == "libvpx" ? 1 : 4
    switch encoder {
    case "libx264", "libx264rgb":
      (crf, preset, options) = ("17", "veryfast", [])
    case "libx265":
      // Its note in the stream says what the CPU can do, and bytes are to be the same on every machine.
      (crf, preset, options) = ("19", "veryfast", [("x265-params", "log-level=error:info=0")])
    case "libsvtav1":
      (crf, preset, options) = ("23", "10", [])
    case "libvpx-vp9":
      // Without b=0 the constant quality is only an upper bound.
      (crf, preset, options) = ("22", nil, [("b", "0"), ("cpu-used", "5"), ("row-mt", "1")])
    case "libvpx":
      (crf, preset, options) = ("8", nil, [("b", "20M"), ("cpu-used", "5")])
    case "libaom-av1":
      (crf, preset, options) = ("22", nil, [("b", "0"), ("cpu-used", "8"), ("row-mt", "1")])
    case "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "msmpeg4", "msmpeg4v2", "flv", "libxvid":
      // Quantiser 2, in units of lambda (118).
      (crf, preset, options) = (nil, nil, [("flags", "+qscale"), ("global_quality", "236")])
    case "libtheora":
      (crf, preset, options) = (nil, nil, [("flags", "+qscale"), ("global_quality", "1180")])
    default:
      (crf, preset, options) = (nil, nil, [])
    }
  }
}
