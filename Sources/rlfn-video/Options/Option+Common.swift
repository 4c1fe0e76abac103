import FramePipeline
import RLFNEngine

/// Options that several commands have.
extension Option {
  /// Where an option's value goes.
  typealias Target<Value> = WritableKeyPath<Values, Value> & Sendable

  /// `--scale`.
  static func scale(
    _ target: Target<Int?>, _ help: String = "how many times larger (default 4)"
  ) -> Self {
    .value("scale", letter: "s", "2|4", help, target, OptionValue.choice([("2", 2), ("4", 4)]))
  }

  /// `--model`.
  static func model(_ target: Target<String?>) -> Self {
    let others = Architecture.known.map(\.name).filter { $0 != ModelChoice.builtIn }
    return .value(
      "model", letter: "m", "NAME",
      OptionValue.list(["\(ModelChoice.builtIn) (default, built in)"] + others), target,
      OptionValue.choice(Architecture.known.map { ($0.name, $0.name) }))
  }

  /// `--weights`.
  static func weights(_ target: Target<String?>) -> Self {
    .value(
      "weights", "FILE", "weights to use instead of the built-in ones (.pth, .safetensors)", target,
      OptionValue.text)
  }

  /// `--tile`.
  static func tile(_ target: Target<JobOptions.Tiling>) -> Self {
    .value(
      "tile", letter: "t", "SIZE",
      "tile size in input pixels: auto, 0 (whole frame), N or WxH (default auto)", target,
      OptionValue.tiling)
  }

  /// `--threads`.
  static func threads(_ target: Target<Int>) -> Self {
    .value(
      "threads", letter: "j", "N", "compute threads (default: the CPUs this process may use)",
      target, OptionValue.integer(1...1024))
  }

  /// `--precision`.
  static func precision(_ target: Target<String>) -> Self {
    .value(
      "precision", "fp32", "precision of the arithmetic (default fp32)", target,
      OptionValue.choice([("fp32", "fp32")]))
  }

  /// `--ss`.
  static func start(_ target: Target<Double?>) -> Self {
    .value("ss", "TIME", "start there: seconds or HH:MM:SS.mmm", target, OptionValue.seconds)
  }

  /// `--to`.
  static func end(_ target: Target<Double?>) -> Self {
    .value(
      "to", "TIME", "end there, counted from the start of the input", target, OptionValue.seconds)
  }

  /// `--frames`, of the input.
  static func frameLimit(_ target: Target<Int?>) -> Self {
    .value("frames", "N", "stop after N frames", target, OptionValue.integer(1...Int.max))
  }

  /// `--width`.
  static func width(_ target: Target<Int?>) -> Self {
    .value(
      "width", "N", "width of the output; the height follows (default: as the network makes it)",
      target, OptionValue.integer(2...65_536))
  }

  /// `--height`.
  static func height(_ target: Target<Int?>) -> Self {
    .value(
      "height", "N", "height of the output; the width follows", target,
      OptionValue.integer(2...65_536))
  }

  /// `--fps-mode`.
  static func constantRate(_ target: Target<Rational?>) -> Self {
    .value(
      "fps-mode", "MODE",
      "passthrough (default: every frame keeps its time) or cfr:RATE (frames are repeated and dropped)",
      target, OptionValue.frameRateMode)
  }

  /// `--video-stream`.
  static func videoStream(_ target: Target<Int?>) -> Self {
    .value(
      "video-stream", "N",
      "index of the video stream to enlarge, as info -i shows it (default: the default or first)",
      target, OptionValue.integer(0...4095))
  }

  /// `--audio`, `--subtitles`, `--metadata`.
  static func carry(
    _ name: String, _ help: String, _ target: Target<JobOptions.Carry>
  ) -> Self {
    .value(
      name, "copy|none", help + " (default copy)", target,
      OptionValue.choice([("copy", JobOptions.Carry.copy), ("none", .none)]))
  }

  /// `--drop-unfit`.
  static func dropUnfit(_ target: Target<Bool>) -> Self {
    .flag(
      "drop-unfit",
      "leave out streams that the output's container cannot hold; without it sound, subtitles and videos "
        + "among them are an error", target, true)
  }

  /// `--json`.
  static func json(_ target: Target<Bool>) -> Self {
    .flag("json", "print one JSON object", target, true)
  }

  /// `--help`, which sets `value`.
  static func help<Value: Sendable>(_ target: Target<Value>, _ value: Value) -> Self {
    .flag("help", letter: "h", "show this help and end", target, value)
  }
}
