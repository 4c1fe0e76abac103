import FramePipeline

/// What the user asked of `bench`.
struct BenchOptions: Sendable {
  var wantsHelp = false
  var model = ModelChoice()
  var size = (width: 480, height: 270)
  var frames = 9
  /// The only precision there is; the option exists so that scripts can say so.
  var precision = "fp32"
  var job = JobOptions()
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
          .scale(\.model.scale), .model(\.model.model), .weights(\.model.weightsPath),
          .precision(\.precision), .threads(\.job.threads), .tile(\.job.tiling),
          .json(\.isJSON), .help(\.wantsHelp, true),
        ])
    ]
  }
}
