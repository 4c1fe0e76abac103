import CFFmpeg
import RLFNEngine

/// Converts between frames of any pixel format and planes of float RGB, with the frame's matrix and range.
///
/// One object serves one stage (one thread at a time); it keeps its tables while formats stay the same.
package final class PixelConverter {
  /// A converter.
  package init() {}

  /// Converts `frame` to RGB 0-255 in `image`, which has the frame's size.
  package func convert(_ frame: borrowing Frame, to image: borrowing PlanarImage)
    throws(PipelineError)
  {
    fatalError()
  }

  /// Converts the upper left of `image` to a new frame of `format`.
  ///
  /// Time, colour tags and side data come from `format` and `source`, the frame that the picture was made of.
  package func convert(
    _ image: borrowing PlanarImage, to format: FrameFormat, times source: borrowing FrameProperties
  ) throws(PipelineError) -> Frame {
    fatalError()
  }
}
