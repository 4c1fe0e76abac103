import CFFmpeg
import RLFNEngine

/// Converts between frames of any pixel format and planes of float RGB, with the frame's matrix, range and chroma
/// location; there is no step of fewer bits than the frame has.
///
/// The arithmetic is plain single-precision, without fused operations, in one order: the same bits on every CPU. One
/// object serves one stage (one thread at a time); it keeps its tables and memory while formats stay the same.
package final class PixelConverter {
  /// Whether transparent pixels were met, and composed over the background.
  package private(set) var hasMetTransparency = false
  /// What is seen through transparent pixels of pictures without an alpha plane: red, green, blue, 0-255.
  package let background: SIMD3<Float>

  private var reader: RGBReader?
  private var writer: RGBWriter?
  private var pool: FramePool?
  /// The frame made last, where the next one may take rows of it.
  private var last: Frame?
  private var coded: PlanarImage?

  /// A converter; transparent pixels are composed over black unless it says otherwise.
  package init(background: SIMD3<Float> = .zero) { self.background = background }

  /// Converts `frame` to RGB 0-255, turned as `orientation` says, in `image`, which has the size that results. Alpha goes
  /// into the fourth plane, where `image` has one.
  func convert(
    _ frame: borrowing Frame, turned orientation: PixelTurn, to image: borrowing PlanarImage
  ) throws(PipelineError) {
    guard orientation != .upright else { return try convert(frame, to: image) }
    let coded: PlanarImage
    if let kept = self.coded.take(), kept.width == frame.width, kept.height == frame.height,
      kept.planeCount == image.planeCount
    {
      coded = kept
    } else {
      coded = PlanarImage(width: frame.width, height: frame.height, planes: image.planeCount)
    }
    try convert(frame, to: coded)
    orientation.apply(to: coded, into: image)
    self.coded = consume coded
  }

  /// Converts `frame` to RGB 0-255 in the upper left of `image`, which is at least as large. Alpha goes into the fourth
  /// plane, where `image` has one.
  /// - Throws: `.unreadableInput` for a pixel format whose samples a CPU cannot read.
  package func convert(_ frame: borrowing Frame, to image: borrowing PlanarImage)
    throws(PipelineError)
  {
    precondition(image.width >= frame.width && image.height >= frame.height, "the frame fits")
    let reader = try reader(for: frame)
    reader.read(frame.pointer, into: image, over: background)
    if reader.hasMetTransparency { hasMetTransparency = true }
  }

  private func reader(for frame: borrowing Frame) throws(PipelineError) -> RGBReader {
    let id = AVPixelFormat(frame.pointer.pointee.format)
    func wanted(_ pixels: PixelFormat) -> FrameFormat {
      FrameFormat(
        width: frame.width, height: frame.height, pixels: pixels,
        color: ColorTags(of: frame.pointer, pixels))
    }
    // To describe a format takes an allocation, so the kept one is asked first.
    if let reader, reader.format.pixels.id == id, reader.format == wanted(reader.format.pixels) {
      return reader
    }
    guard let pixels = PixelFormat(id) else {
      throw PipelineError(
        .unreadableInput, "pixels in the format \(frame.pixelFormatName) cannot be read")
    }
    let reader = RGBReader(wanted(pixels))
    self.reader = reader
    return reader
  }

  /// Converts the upper left of `image` to a new frame of `format`.
  ///
  /// Time and side data are those of `source`, the frame that the picture was made of. The memory comes from a pool.
  /// `unchangedRows` of the picture, in ascending order, are those of the call before: what they became is copied. With nil
  /// nothing is kept for the next call.
  package func convert(
    _ image: borrowing PlanarImage, to format: FrameFormat,
    properties source: borrowing FrameProperties, unchangedRows: [Range<Int>]? = nil
  ) throws(PipelineError) -> Frame {
    precondition(image.width >= format.width && image.height >= format.height, "the picture fits")
    let writer: RGBWriter
    let pool: FramePool
    if let kept = self.writer, let keptPool = self.pool, kept.format == format {
      (writer, pool) = (kept, keptPool)
    } else {
      (writer, pool) = (RGBWriter(format), try FramePool(format))
      (self.writer, self.pool) = (writer, pool)
      last = nil
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
    raw.pointee.interlaced_frame = 0
    raw.pointee.top_field_first = 0
    format.color.apply(to: raw)
    if let before = last.take() {
      writer.write(image, to: raw, taking: unchangedRows ?? [], from: before.pointer)
    } else {
      writer.write(image, to: raw)
    }
    if unchangedRows != nil, writer.canTakeRows { last = frame.clone() }
    return frame
  }
}
