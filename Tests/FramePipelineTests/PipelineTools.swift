import FramePipeline
import RLFNEngine
import RLFNTestSupport
import Synchronization
import Testing

/// A small clip: 64x48, 25 frames a second with B-frames, and a tone in AAC as long as the picture.
func makeClip(_ path: String, frames: Int = 30, _ more: String...) throws {
  let seconds = "\(Double(frames) / 25)"
  try run(
    ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25"]
      + ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]
      + ["-t", seconds, "-c:v", "libx264", "-bf", "2", "-g", "12", "-c:a", "aac"] + more + [path])
}

/// A folder that holds `clip.mkv`, of four seconds.
func temporaryClip() throws -> TemporaryFolder {
  let folder = TemporaryFolder()
  try makeClip(folder.file("clip.mkv"), frames: 100)
  return folder
}

/// Runs a job with a stand-in for the network.
@discardableResult
func upscale(
  _ input: MediaInput, to output: MediaOutput,
  factory: UpscalerFactory = CopyingUpscaler.factory(scale: 2),
  cancellation: Cancellation = Cancellation(),
  progress: ProgressLog = ProgressLog(),
  _ change: (inout JobOptions) -> Void = { _ in }
) throws -> RunReport {
  var options = JobOptions()
  options.threads = 2
  options.encoder.preset = "ultrafast"
  change(&options)
  let model = RunReport.Model(
    name: "stand-in", scale: factory.scale, parameters: 0, macsPerPixel: 0, weightsSHA256: "")
  let pipeline = UpscalePipeline(
    job: UpscaleJob(input: input, output: output, options: options), factory: factory,
    model: model, toolVersion: "test")
  return try pipeline.run(cancellation: cancellation, progress: progress.add)
}

/// What ffprobe tells of a file.
enum Probe {
  /// Entries of the first video stream, such as `width,height`.
  static func stream(_ path: String, _ entries: String, select: String = "v:0") throws -> String {
    try lines([
      "-select_streams", select, "-show_entries", "stream=\(entries)", "-of", "csv=p=0", path,
    ]).joined(separator: ";")
  }

  /// The presentation times of all frames of the first video stream, in seconds.
  static func times(_ path: String) throws -> [Double] {
    try lines([
      "-select_streams", "v:0", "-show_entries", "frame=best_effort_timestamp_time", "-of",
      "csv=p=0", path,
    ]).map { try #require(Double($0.split(separator: ",")[0])) }
  }

  /// Time, size and checksum of all packets of the first audio stream.
  static func audio(_ path: String) throws -> [String] {
    try lines([
      "-select_streams", "a:0", "-show_entries", "packet=pts_time,size,data_hash",
      "-show_data_hash",
      "md5", "-of", "csv=p=0", path,
    ])
  }

  private static func lines(_ arguments: [String]) throws -> [String] {
    try run(["ffprobe", "-v", "error"] + arguments).split(separator: "\n").map(String.init)
  }
}

/// The names in a folder, hidden ones too.
func names(in folder: String) throws -> [String] {
  try run(["ls", "-A", folder]).split(separator: "\n").map(String.init).sorted()
}

/// Collects what a pipeline tells.
final class ProgressLog: Sendable {
  private let events = Mutex<[Progress]>([])
  private let handler: @Sendable (Progress) -> Void

  init(_ handler: @escaping @Sendable (Progress) -> Void = { _ in }) { self.handler = handler }

  var all: [Progress] { events.withLock { $0 } }

  var warnings: [String] {
    all.compactMap { if case .warning(let text) = $0.event { text } else { nil } }
  }

  func add(_ progress: Progress) {
    events.withLock { $0.append(progress) }
    handler(progress)
  }
}
