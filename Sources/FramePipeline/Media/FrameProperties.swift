import CFFmpeg

/// What a frame is besides its pixels (format, time, colour tags, side data), kept while the pixels are in the network.
///
/// Width, height and pixel format are those of the frame that they come from.
package struct FrameProperties: ~Copyable, FrameDescription, @unchecked Sendable {
  // Safety: the only owner of an AVFrame without pixels; noncopyable.

  /// The AVFrame; it lives as long as this.
  package let pointer: UnsafeMutablePointer<AVFrame>
  /// Metadata of the frame that are left out here, because they cannot be handed on.
  let dynamicMetadata: DynamicMetadata

  /// The properties of `frame`.
  package init(of frame: borrowing Frame) {
    pointer = Frame.emptyShell()
    guard av_frame_copy_props(pointer, frame.pointer) >= 0 else { fatalError("out of memory") }
    pointer.pointee.format = frame.pointer.pointee.format
    pointer.pointee.width = frame.pointer.pointee.width
    pointer.pointee.height = frame.pointer.pointee.height
    dynamicMetadata = DynamicMetadata(of: pointer)
    for (kind, _) in DynamicMetadata.kinds { av_frame_remove_side_data(pointer, kind) }
    for kind in Self.droppedSideData { av_frame_remove_side_data(pointer, kind) }
  }

  /// The properties of `frame`, whose picture gets that shape before the network.
  init(of frame: borrowing Frame, shape: PictureShape) {
    self.init(of: frame)
    pointer.pointee.width = Int32(shape.width)
    pointer.pointee.height = Int32(shape.height)
    pointer.pointee.sample_aspect_ratio = shape.aspectRatio
    if shape.orientation != .upright {
      av_frame_remove_side_data(pointer, AV_FRAME_DATA_DISPLAYMATRIX)
    }
  }

  deinit { Frame.free(pointer) }

  /// The pixel format; an error for one whose samples cannot be read.
  func format() throws(PipelineError) -> PixelFormat {
    guard let format = PixelFormat(AVPixelFormat(pointer.pointee.format)) else {
      throw PipelineError(
        .unreadableInput, "pixels in the format \(pixelFormatName) cannot be read")
    }
    return format
  }

  /// Side data that speaks of the source's pixels or of its coding, and is wrong for a larger picture.
  private static let droppedSideData = [
    AV_FRAME_DATA_PANSCAN, AV_FRAME_DATA_MOTION_VECTORS, AV_FRAME_DATA_REGIONS_OF_INTEREST,
    AV_FRAME_DATA_VIDEO_ENC_PARAMS, AV_FRAME_DATA_FILM_GRAIN_PARAMS,
    AV_FRAME_DATA_DETECTION_BBOXES,
  ]
}
