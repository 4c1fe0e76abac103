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
}
