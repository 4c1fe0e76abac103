/// What the user asked of `info`.
struct InfoOptions: Sendable {
  var wantsHelp = false
  var model = ModelChoice()
  var input: String?
  var isJSON = false

  /// The help text.
  static var help: String {
    HelpText(
      introduction: """
        rlfn-video info shows the figures by which the NTIRE challenge compares networks, counted for an
        input of 256x256 pixels, and what is known of a video or image.

        usage: rlfn-video info [-m MODEL | --weights FILE] [-s 2|4] [-i INPUT] [--json]
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
          .scale(\.model.scale), .model(\.model.model), .weights(\.model.weightsPath),
          .value(
            "input", letter: "i", "INPUT", "also show what this video or image holds", \.input,
            OptionValue.text),
          .json(\.isJSON), .help(\.wantsHelp, true),
        ])
    ]
  }
}
