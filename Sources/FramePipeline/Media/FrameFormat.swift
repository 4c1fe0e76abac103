import CFFmpeg

/// Size, pixel format and colour tags of frames that are made for an encoder.
package struct FrameFormat: Sendable, Equatable {
  /// Pixels in a row.
  package let width: Int
  /// Rows.
  package let height: Int
  let pixels: PixelFormat
  let color: ColorTags

  /// FFmpeg's name of the pixel format.
  package var pixelFormat: String { pixels.name }

  init(width: Int, height: Int, pixels: PixelFormat, color: ColorTags) {
    self.width = width
    self.height = height
    self.pixels = pixels
    self.color = color
  }

  /// The format for a picture of that size made of `source`, in the pixel format of that name, with the source's
  /// matrix, range and other tags as far as they apply.
  /// - Throws: `.usage` for an unknown pixel format, or one that cannot be written.
  package init(
    width: Int, height: Int, pixelFormat: String, source: borrowing FrameProperties
  ) throws(PipelineError) {
    guard let pixels = PixelFormat(named: pixelFormat), pixels.isWritable else {
      throw PipelineError(.usage, "the pixel format \(pixelFormat) cannot be written")
    }
    let tags = ColorTags(of: source.pointer, try source.format())
    self.init(
      width: width, height: height, pixels: pixels, color: tags.following(pixels, rows: height))
  }
}
