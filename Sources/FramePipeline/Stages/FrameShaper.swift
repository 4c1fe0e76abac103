import CFFmpeg

/// Says of every frame how its picture goes through the pipeline.
struct FrameShaper: Sendable {
  let options: JobOptions
  let scale: Int
  /// How the source's container turns all pictures.
  let orientation: PixelTurn?
  /// Whether the output's container does so too; otherwise the pixels are turned.
  let keepsMatrix: Bool

  /// The shape of a frame's picture.
  /// - Throws: `.usage` where it would come out larger than FFmpeg's pictures can be.
  func shape(of frame: borrowing Frame) throws(PipelineError) -> PictureShape {
    let shown = frame.orientation ?? orientation ?? .upright
    let shape = PictureShape(
      of: frame, orientation: keepsMatrix ? .upright : shown,
      isShownTransposed: keepsMatrix && shown.isTransposed, options: options, scale: scale)
    let (width, height) = (shape.outputWidth, shape.outputHeight)
    guard av_image_check_size(UInt32(width), UInt32(height), 0, nil) >= 0 else {
      throw PipelineError(
        .usage, "a picture of \(width)x\(height) is larger than FFmpeg takes",
        hint: "ask for a smaller one with --width or --height")
    }
    return shape
  }
}
