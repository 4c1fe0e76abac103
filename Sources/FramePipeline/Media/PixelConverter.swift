import CFFmpeg
import RLFNEngine

/// Converts between frames of any pixel format and planes of float RGB, with the frame's matrix, range and chroma
/// location; there is no step of fewer bits than the frame has.
///
/// The arithmetic is plain single-precision, without fused operations, in one order: the same bits on every CPU. One
/// object serves one stage (one thread at a time); it keeps its tables and memory while formats stay the same.
package final class PixelConverter {
  /// Whether transparent pixels were met: they are composed over black.
  package private(set) var hasMetTransparency = false

  private var reader: RGBReader?
  private var writer: RGBWriter?
  private var pool: FramePool?

  /// A converter.
  package init() {}

  /// Converts `frame` to RGB 0-255 in the upper left of `image`, which is at least as large.
  /// - Throws: `.unreadableInput` for a pixel format whose samples a CPU cannot read.
  package func convert(_ frame: borrowing Frame, to image: borrowing PlanarImage)
    throws(PipelineError)
  {
    precondition(image.width >= frame.width && image.height >= frame.height, "the frame fits")
    guard let format = PixelFormat(AVPixelFormat(frame.pointer.pointee.format)) else {
      throw PipelineError(
        .unreadableInput, "pixels in the format \(frame.pixelFormatName) cannot be read")
    }
    let wanted = FrameFormat(
      width: frame.width, height: frame.height, pixels: format,
      color: ColorTags(of: frame.pointer, format))
    let reader: RGBReader
    if let kept = self.reader, kept.format == wanted {
      reader = kept
    } else {
      reader = RGBReader(wanted)
      self.reader = reader
    }
    reader.read(frame.pointer, into: image)
    if reader.hasMetTransparency { hasMetTransparency = true }
  }

  /// Converts the upper left of `image` to a new frame of `format`.
  ///
  /// Time and side data are those of `source`, the frame that the picture was made of. The memory comes from a pool.
  package func convert(
    _ image: borrowing PlanarImage, to format: FrameFormat,
    properties source: borrowing FrameProperties
  ) throws(PipelineError) -> Frame {
    precondition(image.width >= format.width && image.height >= format.height, "the picture fits")
    let writer: RGBWriter
    let pool: FramePool
    if let kept = self.writer, let keptPool = self.pool, kept.format == format {
      (writer, pool) = (kept, keptPool)
    } else {
      (writer, pool) = (RGBWriter(format), try FramePool(format))
      (self.writer, self.pool) = (writer, pool)
    }
    let frame = try pool.frame(zeroed: writer.needsZeroedFrames)
    let raw = frame.pointer
    guard av_frame_copy_props(raw, source.pointer) >= 0 else {
      throw PipelineError(.processing, "out of memory")
    }
    // What the source's encoder decided is no business of the next one.
    raw.pointee.pict_type = AV_PICTURE_TYPE_NONE
    raw.pointee.key_frame = 0
    raw.pointee.flags = 0
    raw.pointee.repeat_pict = 0
    format.color.apply(to: raw)
    writer.write(image, to: raw)
    return frame
  }
}
