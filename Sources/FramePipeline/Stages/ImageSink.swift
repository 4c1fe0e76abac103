import Glibc

/// Writes each frame to an image file of its own.
final class ImageSink: FrameSink {
  private let job: UpscaleJob
  /// For the stage that converts: what it asks must not meet the writing of the frame before.
  private let formats: ImageWriter
  private let writer: ImageWriter
  private let madeFolder: String?
  private(set) var byteCount = 0
  /// Makes the folder when it is missing; nothing else is written before the first frame.
  init(job: UpscaleJob) throws(PipelineError) {
    self.job = job
    let fileExtension = Path.fileExtension(job.output.imagePath(frame: 0, of: job.input) ?? "")
    formats = try ImageWriter(fileExtension: fileExtension)
    writer = try ImageWriter(fileExtension: fileExtension)
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

  var codec: String { writer.codec }
  var needsOneSize: Bool { false }
  let warnings: [String] = []

  func format(width: Int, height: Int, source: borrowing FrameProperties)
    throws(PipelineError) -> FrameFormat
  {
    try formats.format(width: width, height: height, source: source)
  }

  func encode(_ frame: consuming Frame, index: Int) throws(PipelineError) -> Double {
    guard let path = job.output.imagePath(frame: index, of: job.input) else {
      preconditionFailure("image outputs have a path for every frame")
    }
    var clock = StageClock()
    byteCount += Int(
      try writer.write(
        frame, to: path, overwrites: job.options.existingOutput == .overwrite))
    return clock.lap()
  }

  func drain() throws(PipelineError) -> Double { 0 }

  func complete() throws(PipelineError) {}

  /// Complete images stay; a folder that was made for none of them goes.
  func abandon() {
    if let madeFolder { rmdir(madeFolder) }
  }
}
