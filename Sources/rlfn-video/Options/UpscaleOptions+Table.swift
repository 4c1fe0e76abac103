import FramePipeline

extension UpscaleOptions {
  /// The help text.
  static var help: String {
    HelpText(
      introduction: """
        rlfn-video makes videos and images four (or two) times larger with the RLFN network, on CPUs.

        usage: rlfn-video [upscale] -i INPUT [-i INPUT ...] -o OUTPUT [options]
               rlfn-video info [-m MODEL | --weights FILE] [-i INPUT] [--json]
               rlfn-video bench [--size WxH] [--frames N] [-m MODEL | --weights FILE] [--threads N] [--json]
               rlfn-video verify INPUT OUTPUT [--json]

        INPUT is a video, an image, a folder of images or of videos, a numbered pattern (shot_%04d.png),
        a quoted glob ('shots/*.png'), or - for y4m or NUT on standard input.
        OUTPUT is a video (mp4, mkv, mov, webm, avi, nut, gif, apng, y4m), an image (png, jpg, webp, tif),
        a folder or a numbered pattern for one image per frame, or - for y4m on standard output (NUT, with
        sound, with --format nut). With several inputs, or a folder of videos, it is a folder: one output
        per input, named after it.
        """,
      groups: groups,
      closing: """
        exit codes: 0 done, 1 failure, 2 usage, 3 input unreadable, 4 output unwritable, 5 weights invalid,
        129 terminal closed, 130 interrupted, 143 terminated. The first Ctrl-C stops cleanly, the second at
        once.
        """
    ).text
  }

  /// Every option, in the order of the help text.
  static var groups: [OptionGroup<Self>] { [files, network, encoding, part, reporting] }

  private static var files: OptionGroup<Self> {
    OptionGroup(
      title: "input and output",
      options: [
        .list(
          "input", letter: "i", "INPUT", "what to upscale; may be repeated", \.inputs,
          OptionValue.text),
        .value("output", letter: "o", "OUTPUT", "where to put it", \.output, OptionValue.text),
        .value(
          "format", "NAME",
          "container of the output, where its name does not tell it: nut, y4m, matroska, ...",
          \.job.format, OptionValue.text),
        .flag(nil, letter: "y", "overwrite existing outputs", \.overwrites, true),
        .flag(
          nil, letter: "n", "never overwrite; an existing output is an error (default)",
          \.neverOverwrites, true),
        .flag(
          "skip-existing", "leave outputs alone that exist, and make the others",
          \.skipsExisting, true),
        .value(
          "suffix", "TEXT", "add TEXT to each output's name in a folder", \.suffix,
          OptionValue.text),
        .value(
          "fps", "RATE", "frames per second of an image sequence (default 25)", \.frameRate,
          OptionValue.frameRate),
        .value(
          "start-number", "N",
          "first number of a numbered pattern (default: the lowest that exists; 1 for outputs)",
          \.startNumber, OptionValue.integer(0...Int(Int32.max))),
      ])
  }

  private static var network: OptionGroup<Self> {
    OptionGroup(
      title: "network",
      options: [
        .scale(\.model.scale), .model(\.model.model), .weights(\.model.weightsPath),
        .flag("list-models", "show the models and end", \.query, .models),
        .tile(\.job.tiling),
        .value(
          "overlap", "N", "overlap of neighbouring tiles in input pixels (default 16)",
          \.job.overlapPixels, OptionValue.integer(0...4096)),
        .flag(
          "no-reuse", "compute also the pieces of a frame that equal the frame before",
          \.job.reusesPieces, false),
        .threads(\.job.threads),
        .value(
          "frames-in-flight", "N", "most frames held at a time (2 or more)",
          \.job.framesInFlight, OptionValue.integer(2...1024)),
        .value(
          "memory", "SIZE", "most memory for frames and the network, such as 512M or 2G",
          \.job.memoryBytes, OptionValue.byteCount),
        .precision(\.precision),
      ])
  }

  private static var encoding: OptionGroup<Self> {
    OptionGroup(
      title: "encoder and streams",
      options: [
        .value(
          "codec", letter: "c", "NAME",
          "FFmpeg's name of the video encoder (default libx264; libx265 for HDR and more than 10 bits)",
          \.job.encoder.name, OptionValue.text),
        .list(
          "encoder-option", letter: "e", "KEY=VALUE", "an option of the encoder; may be repeated",
          \.job.encoder.options, OptionValue.keyAndValue),
        .value(
          "crf", "N", "constant quality (default 17 for libx264, 19 for libx265)",
          \.job.encoder.crf, OptionValue.number(to: 1000)),
        .value("preset", "NAME", "the encoder's preset", \.job.encoder.preset, OptionValue.text),
        .flag(
          "lossless", "compress without loss, in the source's kind of pixels",
          \.job.encoder.isLossless, true),
        .value(
          "pix-fmt", "NAME", "pixel format of the output", \.job.encoder.pixelFormat,
          OptionValue.text),
        .width(\.job.outputWidth), .height(\.job.outputHeight),
        .value(
          "background", "COLOR",
          "what shows through where the output has no transparency: black, white, gray or RRGGBB",
          \.job.background, OptionValue.color),
        .value(
          "deinterlace", "HOW",
          "interlaced inputs: auto (frames that say so), bwdif or yadif (all frames), off (take them "
            + "as they are); without it they are refused", \.job.deinterlacing,
          OptionValue.choice([
            ("auto", .auto), ("bwdif", .bwdif), ("yadif", .yadif), ("off", .off),
          ])),
        .constantRate(\.job.constantRate), .videoStream(\.job.videoStream),
        .flag(
          "strict", "a damaged input is an error instead of a warning", \.job.isStrict, true),
        .carry("audio", "audio streams", \.job.audio),
        .carry("subtitles", "subtitle streams", \.job.subtitles),
        .carry("metadata", "tags, chapters and attachments", \.job.metadata),
        .dropUnfit(\.job.dropsUnfitStreams),
      ])
  }

  private static var part: OptionGroup<Self> {
    OptionGroup(
      title: "part of the input",
      options: [
        .start(\.job.startSeconds), .end(\.job.endSeconds), .frameLimit(\.job.frameLimit),
      ])
  }

  private static var reporting: OptionGroup<Self> {
    OptionGroup(
      title: "reports and messages",
      options: [
        .value(
          "progress", "MODE",
          "auto (a bar on a terminal, else a line every few seconds), bar, json or none",
          \.progress,
          OptionValue.choice([
            ("auto", .auto), ("bar", .bar), ("json", .json), ("none", .none),
          ])),
        .list(
          "report", "FILE",
          "write times per frame and stage to FILE (.json or .csv); in a batch one file per output, "
            + "its name added; may be repeated", \.reports, ReportFile.init(argument:)),
        .flag(
          "verify",
          "compare output and input when done, as 'rlfn-video verify' does; a difference ends with code 1",
          \.verifies, true),
        .flag(nil, letter: "q", "show errors only", \.logLevel, .error),
        .flag(nil, letter: "v", "show more", \.logLevel, .debug),
        .value(
          "log-level", "LEVEL",
          OptionValue.list(LogLevel.allCases.map(\.word)) + " (default info)", \.logLevel,
          OptionValue.choice(LogLevel.allCases.map { ($0.word, $0) })),
        .help(\.query, .help),
        .flag("version", letter: "V", "show the version and end", \.query, .version),
      ])
  }
}
