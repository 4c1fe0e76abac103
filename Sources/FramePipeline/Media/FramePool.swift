import CFFmpeg

/// Memory for frames of one format, used again when a frame ends.
final class FramePool {
  private let format: FrameFormat
  private let byteCount: Int
  private var pool: OpaquePointer?
  // Rows of frames begin on this boundary, which is what FFmpeg's vector code likes best.
  private static let alignment: Int32 = 64

  init(_ format: FrameFormat) throws(PipelineError) {
    self.format = format
    let size = av_image_get_buffer_size(
      format.pixels.id, Int32(format.width), Int32(format.height), Self.alignment)
    guard size >= 0 else {
      throw PipelineError(
        .processing,
        "a picture of \(format.width)x\(format.height) (\(format.pixelFormat)) is too large")
    }
    // Encoders may read a little past the last row.
    byteCount = Int(size) + 64
    pool = av_buffer_pool_init(byteCount, nil)
  }

  /// Frames that still live keep their memory.
  deinit { av_buffer_pool_uninit(&pool) }

  /// A frame with memory and format, and nothing else.
  func frame(zeroed: Bool) throws(PipelineError) -> Frame {
    let frame = Frame()
    let raw = frame.pointer
    guard let buffer = av_buffer_pool_get(pool), let data = buffer.pointee.data else {
      throw PipelineError(.processing, "out of memory")
    }
    raw.pointee.buf.0 = buffer
    raw.pointee.format = format.pixels.id.rawValue
    raw.pointee.width = Int32(format.width)
    raw.pointee.height = Int32(format.height)
    if zeroed { data.initialize(repeating: 0, count: byteCount) }
    withUnsafeMutablePointer(to: &raw.pointee.data) { planes in
      withUnsafeMutablePointer(to: &raw.pointee.linesize) { strides in
        planes.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self, capacity: 8) { planes in
          strides.withMemoryRebound(to: Int32.self, capacity: 8) { strides in
            _ = av_image_fill_arrays(
              planes, strides, data, format.pixels.id, Int32(format.width), Int32(format.height),
              Self.alignment)
          }
        }
      }
    }
    return frame
  }
}
