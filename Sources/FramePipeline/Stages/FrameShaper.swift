/// Says of every frame how its picture goes through the pipeline.
struct FrameShaper: Sendable {
  let options: JobOptions
  let scale: Int
  /// How the source's container turns all pictures.
  let orientation: PixelTurn?
  /// Whether the output's container does so too; otherwise the pixels are turned.
  let keepsMatrix: Bool

  /// The shape of a frame's picture.
  func shape(of frame: borrowing Frame) -> PictureShape {
    let shown = frame.orientation ?? orientation ?? .upright
    return PictureShape(
      of: frame, orientation: keepsMatrix ? .upright : shown,
      isShownTransposed: keepsMatrix && shown.isTransposed, options: options, scale: scale)
  }
}
