import FramePipeline

/// What the user asked of `verify`.
struct VerifyOptions: Sendable {
  var wantsHelp = false
  var isJSON = false
  var scale: Int?
  /// The options of the job that made the output, as far as they change what has to be in it.
  var job = JobOptions()
  /// What is no option: the two files.
  var paths: [String] = []

  /// The help text.
  static var help: String {
    HelpText(
      introduction: """
        rlfn-video verify compares a video (or images) with what was made of it: number and times of the frames,
        size and shape, colour tags, HDR data, every stream with its language, start and packets, chapters,
        attachments and tags. It reads both files from start to end, and tells what is the same, what the
        output's container rounds or says in another way, and what is different, missing or added.

        usage: rlfn-video verify INPUT OUTPUT [options]
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
          .json(\.isJSON), .help(\.wantsHelp, true),
        ]),
      OptionGroup(
        title:
          "with which options of upscale the output was made, where they change what must be in it",
        options: [
          .start(\.job.startSeconds), .end(\.job.endSeconds), .frameLimit(\.job.frameLimit),
          .width(\.job.outputWidth), .height(\.job.outputHeight),
          .constantRate(\.job.constantRate), .videoStream(\.job.videoStream),
          .carry("audio", "audio streams", \.job.audio),
          .carry("subtitles", "subtitle streams", \.job.subtitles),
          .carry("metadata", "tags, chapters and attachments", \.job.metadata),
          .dropUnfit(\.job.dropsUnfitStreams),
        ]),
    ]
  }
}
