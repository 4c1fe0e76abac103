import FramePipeline

/// What the user asked of `verify`.
struct VerifyOptions: Sendable {
  var wantsHelp = false
  var isJSON = false
  var scale: Int?
  var size: Verification.Size?
  var part = Verification.Part()
  /// What is no option: the two files.
  var paths: [String] = []

  /// What the output's size is held against.
  var expectation: Verification.Expectation {
    .init(size: size ?? scale.map { .scale($0) } ?? .anyScale, part: part)
  }

  /// The help text.
  static var help: String {
    HelpText(
      introduction: """
        rlfn-video verify compares a video (or images) with what was made of it: number and times of the frames,
        size and shape, colour tags, HDR data, every stream with its language, start and packets, chapters,
        attachments and tags. It reads both files from start to end, and tells what is the same, what the
        output's container rounds or says in another way, and what is different, missing or added.

        usage: rlfn-video verify INPUT OUTPUT [-s 2|4 | --size WxH] [--ss TIME] [--to TIME] [--frames N] [--json]
        """,
      groups: groups,
      closing: """
        exit codes: 0 nothing is lost, 1 something is (also where the output's container cannot hold it),
        2 usage, 3 a file cannot be read.
        """
    ).text
  }

  /// Every option, in the order of the help text.
  static var groups: [OptionGroup<Self>] {
    [
      OptionGroup(
        title: "options",
        options: [
          .scale(\.scale, "how many times larger the output must be (default: 1, 2 or 4)"),
          .value(
            "size", "WxH", "the size that the output must have, where it is no multiple", \.size,
            { (text: String) throws(InvalidValue) -> Verification.Size? in
              let size = try OptionValue.size(text)
              return .exact(width: size.width, height: size.height)
            }),
          .json(\.isJSON), .help(\.wantsHelp, true),
        ]),
      OptionGroup(
        title: "the part of the input that the output was made of",
        options: [
          .start(\.part.startSeconds), .end(\.part.endSeconds), .frameLimit(\.part.frameLimit),
        ]),
    ]
  }
}
