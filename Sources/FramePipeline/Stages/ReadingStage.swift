import RLFNEngine

/// The stage that turns frames into float RGB, in the shape in which they go through the network.
struct ReadingStage: Sendable {
  let input: MediaInput
  let shaper: FrameShaper
  /// What is seen through transparent pixels where alpha is not kept; nil is black, with a warning.
  let background: SIMD3<Float>?
  let keepsAlpha: Bool
  /// The size of the first frame, to which others are brought in the end; nil where each keeps its own.
  let onlySize: (width: Int, height: Int)?
  /// Whether another size is an error: images are chosen by the user, who will have made a slip.
  let refusesOtherSizes: Bool
  /// Whether a frame is held until the next one is there, to say how much of it stays.
  let looksAhead: Bool

  /// Works until `frames` ends; `images` lends the pictures.
  func run(
    _ frames: BoundedQueue<DecodedFrame>, to next: BoundedQueue<RGBFrame>, images: ImagePool,
    warn: (String) -> Void
  ) throws(PipelineError) {
    let converter = PixelConverter(background: background ?? .zero)
    var held: RGBFrame?
    var resizedCount = 0
    var hasWarned = background != nil
    while let decoded = try frames.receive() {
      var decoded = decoded
      let shape = try shaper.shape(of: decoded.frame)
      if let onlySize, onlySize != (shape.width, shape.height) {
        let what =
          "\(input.name(ofFrame: Int(decoded.record.index))) is \(shape.width)x\(shape.height), but the first one "
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
      // A frame of another size, or whose picture has the room of this one's, goes first.
      let isHeld =
        looksAhead && planes == 3 && images.lendsTwo(width: shape.width, height: shape.height)
      let isAlike = held?.shape.width == shape.width && held?.shape.height == shape.height
      if !isHeld || !isAlike, let frame = held.take() { try next.send(frame) }
      let image = try images.take(width: shape.width, height: shape.height, planes: planes)
      var clock = StageClock()
      try converter.convert(decoded.frame, turned: shape.orientation, to: image.picture)
      decoded.record[.toRGB] = clock.lap() * 1000
      if converter.hasMetTransparency, !hasWarned {
        // At once, as the user may rather begin again.
        hasWarned = true
        warn(transparencyWarning(decoded.record.index))
      }
      if var frame = held.take() {
        frame.nextStays = FrameChanges.stays(frame.image.picture, in: image.picture)
        try next.send(frame)
      }
      let frame = RGBFrame(
        image: image, shape: shape, properties: FrameProperties(of: decoded.frame, shape: shape),
        record: decoded.record)
      if isHeld { held = consume frame } else { try next.send(frame) }
    }
    if let frame = held.take() { try next.send(frame) }
    if resizedCount > 1 { warn("\(resizedCount) frames of \(input.path) were of another size") }
    next.finish()
  }

  private func transparencyWarning(_ index: Int32) -> String {
    let start = index > 0 ? " from frame \(index) on" : ""
    return
      "\(input.path) is transparent\(start): composed over black; png, webp, webm, gif, --codec ffv1 in mkv, avi "
      + "and nut, --codec prores_ks in mov keep transparency, --background sets the color"
  }
}
