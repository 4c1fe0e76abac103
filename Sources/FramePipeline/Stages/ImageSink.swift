import Glibc
import Synchronization

/// Writes each frame to an image file of its own, several at the same time: to compress a picture as PNG takes one CPU
/// longer than the network takes all.
final class ImageSink: FrameSink {
  /// Bytes that pictures may take while they are written: those of 10 of 1920x1080, in 16 bits and compressed.
  private static let byteLimit = 256 << 20
  /// Each lane is a thread that blocks, of which Dispatch gives a process 255: some must be left for the other stages, and
  /// for signals.
  private static let mostLanes = 64

  private let job: UpscaleJob
  /// For the stage that converts: what it asks must not meet the writing of a frame.
  private let formats: ImageWriter
  /// One for each lane.
  private let writers: [ImageWriter]
  private let madeFolder: String?
  private let writtenBytes = Atomic<Int>(0)

  /// For pictures of about `width` x `height`. Makes the folder when it is missing; nothing else is written before the
  /// first frame.
  init(job: UpscaleJob, width: Int, height: Int) throws(PipelineError) {
    self.job = job
    let fileExtension = Path.fileExtension(job.output.imagePath(frame: 0, of: job.input) ?? "")
    formats = try ImageWriter(fileExtension: fileExtension)
    let lanes = max(
      1, min(job.options.threads, Self.mostLanes, Self.byteLimit / (12 * width * height)))
    var writers: [ImageWriter] = []
    for _ in 0..<lanes { writers.append(try ImageWriter(fileExtension: fileExtension)) }
    self.writers = writers
    guard case .imageFolder(let folder, _) = job.output, FileSystem.kind(folder) == nil else {
      madeFolder = nil
      return
    }
    guard mkdir(folder, 0o777) == 0 else {
      throw PipelineError(
        .unwritableOutput, "cannot make the folder \(folder): \(FileSystem.lastError)")
    }
    madeFolder = folder
  }

  var codec: String { formats.codec }
  var needsOneSize: Bool { false }
  var lanes: Int { writers.count }
  var byteCount: Int { writtenBytes.load(ordering: .relaxed) }
  var keepsAlpha: Bool { formats.keepsAlpha }
  let warnings: [String] = []

  func format(width: Int, height: Int, source: borrowing FrameProperties)
    throws(PipelineError) -> FrameFormat
  {
    try formats.format(width: width, height: height, source: source)
  }

  func encode(_ frame: consuming Frame, index: Int, lane: Int) throws(PipelineError) -> Double {
    guard let path = job.output.imagePath(frame: index, of: job.input) else {
      preconditionFailure("image outputs have a path for every frame")
    }
    var clock = StageClock()
    let bytes = try writers[lane].write(
      frame, to: path, overwrites: job.options.existingOutput == .overwrite)
    writtenBytes.add(Int(bytes), ordering: .relaxed)
    return clock.lap()
  }

  func drain() throws(PipelineError) -> Double { 0 }

  func complete() throws(PipelineError) {}

  /// Complete images stay; a folder that was made for none of them goes.
  func abandon() {
    if let madeFolder { rmdir(madeFolder) }
  }
}
