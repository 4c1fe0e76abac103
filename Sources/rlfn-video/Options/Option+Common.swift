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

  /// `--json`.
  static func json(_ target: Target<Bool>) -> Self {
    .flag("json", "print one JSON object", target, true)
  }

  /// `--help`, which sets `value`.
  static func help<Value: Sendable>(_ target: Target<Value>, _ value: Value) -> Self {
    .flag("help", letter: "h", "show this help and end", target, value)
  }
}
