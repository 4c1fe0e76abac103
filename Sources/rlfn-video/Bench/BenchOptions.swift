import FramePipeline
import RLFNEngine

/// What the user asked of `bench`.
struct BenchOptions: Sendable {
  var wantsHelp = false
  var model = ModelChoice()
  var size = (width: 480, height: 270)
  var frames = 9
  /// The only precision there is; the option exists so that scripts can say so.
  var precision = "fp32"
  var threads = Host.usableProcessors
  var tiling = JobOptions.Tiling.auto
  var isJSON = false

  /// The help text.
  static var help: String {
    HelpText(
      introduction: """
        rlfn-video bench times the network alone (and the blending of tiles): frames of a built-in picture, after
        two that are not counted.

        usage: rlfn-video bench [--size WxH] [--frames N] [-m MODEL | --weights FILE] [-s 2|4]
                                [--precision fp32] [--threads N] [--tile SIZE] [--json]
        """,
      groups: groups
    ).text
  }

  /// Every option, in the order of the help text.
  static var groups: [OptionGroup<Self>] {
    [
      OptionGroup(
        title: "options",
        options: [
          .value(
            "size", "WxH", "size of a frame in input pixels (default 480x270)", \.size,
            OptionValue.size),
          .value(
            "frames", "N", "frames that are timed (default 9)", \.frames,
            OptionValue.integer(1...1_000_000)),
          .value(
            "model", letter: "m", "NAME", "the model (default \(ModelChoice.builtIn))",
            \.model.model,
            OptionValue.choice(Architecture.known.map { ($0.name, $0.name) })),
          .value(
            "weights", "FILE", "the network of these weights", \.model.weightsPath,
            OptionValue.text),
          .value(
            "scale", letter: "s", "2|4", "how many times larger (default 4)", \.model.scale,
            OptionValue.choice([("2", 2), ("4", 4)])),
          .value(
            "precision", "fp32", "precision of the arithmetic (default fp32)", \.precision,
            OptionValue.choice([("fp32", "fp32")])),
          .value(
            "threads", letter: "j", "N",
            "compute threads (default: the CPUs this process may use)", \.threads,
            OptionValue.integer(1...1024)),
          .value(
            "tile", letter: "t", "SIZE",
            "tile size in input pixels: auto, 0 (whole frame), N or WxH (default auto)",
            \.tiling, OptionValue.tiling),
          .flag("json", "print one JSON object", \.isJSON, true),
          .flag("help", letter: "h", "show this help and end", \.wantsHelp, true),
        ])
    ]
  }
}
