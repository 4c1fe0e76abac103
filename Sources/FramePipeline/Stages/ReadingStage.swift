/// The stage that turns frames into float RGB, in the shape in which they go through the network.
struct ReadingStage: Sendable {
  let inputName: String
  let shaper: FrameShaper
  /// What is seen through transparent pixels where alpha is not kept; nil is black, with a warning.
  let background: SIMD3<Float>?
  let keepsAlpha: Bool
  /// The size of the first frame, to which others are brought in the end; nil where each keeps its own.
  let onlySize: (width: Int, height: Int)?
  /// Whether another size is an error: images are chosen by the user, who will have made a slip.
  let refusesOtherSizes: Bool

  /// Works until `frames` ends; `images` lends the pictures.
  func run(
    _ frames: BoundedQueue<DecodedFrame>, to next: BoundedQueue<RGBFrame>, images: ImagePool,
    warn: (String) -> Void
  ) throws(PipelineError) {
    let converter = PixelConverter(background: background ?? .zero)
    var resizedCount = 0
    var hasWarned = background != nil
    while let decoded = try frames.receive() {
      var decoded = decoded
      let shape = try shaper.shape(of: decoded.frame)
      if let onlySize, onlySize != (shape.width, shape.height) {
        let what =
          "frame \(decoded.record.index) of \(inputName) is \(shape.width)x\(shape.height), but the first one "
          + "\(onlySize.width)x\(onlySize.height)"
        guard !refusesOtherSizes else {
          throw PipelineError(
            .processing, what,
            hint: "a video has one size; images of different sizes can become images")
        }
        if resizedCount == 0 { warn(what + ": brought to the first one's size") }
        resizedCount += 1
      }
      let planes = keepsAlpha && decoded.frame.hasAlpha ? 4 : 3
      let image = try images.take(width: shape.width, height: shape.height, planes: planes)
      var clock = StageClock()
      try converter.convert(decoded.frame, turned: shape.orientation, to: image.picture)
      decoded.record[.toRGB] = clock.lap() * 1000
      if converter.hasMetTransparency, !hasWarned {
        // At once, as the user may rather begin again.
        hasWarned = true
        warn(transparencyWarning(decoded.record.index))
      }
      try next.send(
        RGBFrame(
          image: image, shape: shape,
          properties: FrameProperties(of: decoded.frame, shape: shape), record: decoded.record))
    }
    if resizedCount > 1 { warn("\(resizedCount) frames of \(inputName) were of another size") }
    next.finish()
  }

  private func transparencyWarning(_ index: Int32) -> String {
    let start = index > 0 ? " from frame \(index) on" : ""
    return
      "\(inputName) is transparent\(start): composed over black; png, webp, webm, gif, --codec ffv1 in mkv, avi "
      + "and nut, --codec prores_ks in mov keep transparency, --background sets the color"
  }
}
