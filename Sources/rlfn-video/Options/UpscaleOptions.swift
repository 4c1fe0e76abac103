import FramePipeline

/// What the user asked of `upscale`.
struct UpscaleOptions: Sendable {
  /// Instead of upscaling.
  enum Query: Sendable { case help, version, models }

  /// How progress is shown; `auto` is a bar on a terminal and lines elsewhere.
  enum ProgressMode: Sendable { case auto, bar, json, none }

  var query: Query?
  var inputs: [String] = []
  var output: String?
  var model = ModelChoice()
  var job = JobOptions()
  var frameRate: Rational?
  var startNumber: Int?
  var suffix: String?
  var overwrites = false
  var neverOverwrites = false
  var skipsExisting = false
  var verifies = false
  var progress = ProgressMode.auto
  var reports: [ReportFile] = []
  var logLevel = LogLevel.info
  /// The only precision there is; the option exists so that scripts can say so.
  var precision = "fp32"

  /// Refuses what contradicts itself.
  func check() throws(CommandError) {
    guard !inputs.isEmpty else {
      throw .usage("no input is given", hint: "rlfn-video -i INPUT -o OUTPUT; see --help")
    }
    guard output != nil else {
      throw .usage("no output is given", hint: "rlfn-video -i INPUT -o OUTPUT; see --help")
    }
    if overwrites, neverOverwrites {
      throw .usage("-y and -n contradict each other", hint: "give one of them")
    }
    if overwrites, skipsExisting {
      throw .usage("-y and --skip-existing contradict each other", hint: "give one of them")
    }
    if job.encoder.isLossless, job.encoder.crf != nil {
      throw .usage("--lossless and --crf contradict each other", hint: "give one of them")
    }
    if let start = job.startSeconds, let end = job.endSeconds, start >= end {
      throw .usage("--ss is not before --to", hint: "both count from the start of the input")
    }
  }

  /// The job's options with what the other options say of them.
  var jobOptions: JobOptions {
    var options = job
    if let frameRate { options.frameRate = frameRate }
    options.existingOutput = overwrites ? .overwrite : skipsExisting ? .skip : .fail
    return options
  }
}

extension UpscaleOptions {
  /// Refuses options that the inputs and outputs have no use for.
  func check(against plan: OutputPlan) throws(CommandError) {
    let hasImages = plan.items.contains(where: \.source.media.isImages)
    if frameRate != nil, !hasImages {
      throw .usage(
        "--fps is for image sequences, but the input is a video",
        hint: "a video keeps the times of its frames")
    }
    let hasPattern = plan.items.contains { item in
      if case .imagePattern = item.output { true } else { item.source.firstNumber != nil }
    }
    if startNumber != nil, !hasPattern {
      throw .usage("--start-number is for numbered patterns such as shot_%04d.png")
    }
    if job.format != nil, plan.items.count > 1 || plan.items.contains(where: \.output.isImages) {
      throw .usage(
        "--format is for one video output",
        hint: plan.items.count > 1 ? "in a batch each output has its input's container" : nil)
    }
    if verifies { try checkVerification(of: plan, hasImages: hasImages) }
    let encoder = job.encoder
    let setsEncoder =
      encoder.name != nil || encoder.crf != nil || encoder.preset != nil
      || !encoder.options.isEmpty || encoder.isLossless || encoder.pixelFormat != nil
    if setsEncoder, plan.items.allSatisfy(\.output.isImages) {
      throw .usage(
        "-c, -e, --crf, --preset, --lossless and --pix-fmt are for video outputs, but the output is images",
        hint: "leave them out")
    }
  }

  /// Refuses to verify what cannot be read again.
  private func checkVerification(of plan: OutputPlan, hasImages: Bool) throws(CommandError) {
    let isPiped = plan.items.contains { $0.source.media == .standardInput || $0.output.path == "-" }
    if isPiped {
      throw .usage(
        "--verify reads input and output again, but one of them is a pipe",
        hint: "upscale to and from files, or leave it out")
    }
    if hasImages, job.startSeconds != nil || job.endSeconds != nil {
      throw .usage(
        "--verify cannot tell which images lie between --ss and --to",
        hint: "name the images with a pattern, or use --frames")
    }
  }
}
