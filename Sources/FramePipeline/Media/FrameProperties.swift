import CFFmpeg

/// What a frame is besides its pixels (format, time, colour tags, side data), kept while the pixels are in the network.
package struct FrameProperties: ~Copyable, @unchecked Sendable {
  // Safety: the only owner of an AVFrame without pixels; noncopyable.
  let pointer: UnsafeMutablePointer<AVFrame>

  /// The properties of `frame`.
  package init(of frame: borrowing Frame) {
    guard let pointer = av_frame_alloc(), av_frame_copy_props(pointer, frame.pointer) >= 0 else {
      fatalError("out of memory")
    }
    self.pointer = pointer
    pointer.pointee.format = frame.pointer.pointee.format
    pointer.pointee.width = frame.pointer.pointee.width
    pointer.pointee.height = frame.pointer.pointee.height
    for kind in Self.droppedSideData { av_frame_remove_side_data(pointer, kind) }
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&pointer)
  }

  /// Pixels in a row of the frame they come from.
  package var width: Int { Int(pointer.pointee.width) }
  /// Rows of the frame they come from.
  package var height: Int { Int(pointer.pointee.height) }
  /// FFmpeg's name of the frame's pixel format.
  package var pixelFormatName: String { PixelFormat.name(pointer.pointee.format) }
  /// When it is shown, in units of `timeBase`.
  package var pts: Int64? {
    get { optionalTime(pointer.pointee.pts) }
    set { pointer.pointee.pts = newValue ?? rlfn_nopts() }
  }
  /// How long it is shown, in units of `timeBase`; 0 when unknown.
  package var duration: Int64 {
    get { pointer.pointee.pkt_duration }
    set { pointer.pointee.pkt_duration = newValue }
  }
  /// The unit of its times, in seconds.
  package var timeBase: Rational {
    get { Rational(pointer.pointee.time_base) }
    set { pointer.pointee.time_base = newValue.av }
  }
  /// Its presentation time in seconds.
  package var seconds: Double? { pts.map { Double($0) * timeBase.value } }

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
    AV_FRAME_DATA_VIDEO_ENC_PARAMS, AV_FRAME_DATA_DOVI_RPU_BUFFER, AV_FRAME_DATA_DOVI_METADATA,
    AV_FRAME_DATA_FILM_GRAIN_PARAMS, AV_FRAME_DATA_DETECTION_BBOXES,
  ]
}
