/// The stage that turns float RGB into frames of the output's size and pixel format.
struct WritingStage: Sendable {
  let sink: Handover<any FrameSink>
  /// Where the pictures go back to.
  let images: ImagePool
  /// Whether rows that are those of the frame before are taken from what became of that.
  let reuses: Bool

  /// Works until `frames` ends.
  func run(_ frames: BoundedQueue<RGBFrame>, to next: BoundedQueue<ConvertedFrame>)
    throws(PipelineError)
  {
    let converter = PixelConverter()
    let resizer = Resizer()
    while let input = try frames.receive() {
      let format = try sink.value.format(
        width: input.shape.outputWidth, height: input.shape.outputHeight, source: input.properties)
      var record = input.record
      var clock = StageClock()
      let frame: Frame
      if input.image.picture.width == format.width, input.image.picture.height == format.height {
        frame = try converter.convert(
          input.image.picture, to: format, properties: input.properties,
          unchangedRows: reuses ? input.image.unchangedRows : nil)
      } else {
        let resized = try resizer.resize(
          input.image.picture, width: format.width, height: format.height)
        frame = try converter.convert(resized, to: format, properties: input.properties)
        resizer.giveBack(resized)
      }
      record[.fromRGB] = clock.lap() * 1000
      images.give(input.image)
      try next.send(ConvertedFrame(frame: frame, record: record))
    }
    next.finish()
  }
}
