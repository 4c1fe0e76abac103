import CFFmpeg

/// One decoded picture with its time and colour tags, and its only owner.
package struct Frame: ~Copyable, FrameDescription, @unchecked Sendable {
  // Safety: the only owner of the AVFrame; noncopyable, so handing it over leaves nothing behind.

  /// The AVFrame; it lives as long as this.
  package let pointer: UnsafeMutablePointer<AVFrame>

  private static let spares = SpareShells<AVFrame>()

  /// A frame without pixels.
  package init() { pointer = Self.emptyShell() }

  deinit { Self.free(pointer) }

  /// Whether its pixel format has an alpha channel.
  var hasAlpha: Bool {
    let flags = av_pix_fmt_desc_get(AVPixelFormat(pointer.pointee.format))?.pointee.flags ?? 0
    return flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
  }

  /// Whether its two fields are of different times.
  var isInterlaced: Bool { pointer.pointee.interlaced_frame != 0 }

  /// Another owner of the same picture.
  func clone() -> Frame {
    let copy = Frame()
    guard av_frame_ref(copy.pointer, pointer) >= 0 else { fatalError("out of memory") }
    return copy
  }

  /// Whether the decoder marked it as damaged.
  package var isDamaged: Bool {
    pointer.pointee.decode_error_flags != 0
      || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
  }

  /// An AVFrame that holds nothing; whoever takes it gives it to `free`.
  static func emptyShell() -> UnsafeMutablePointer<AVFrame> {
    guard let shell = spares.take() ?? av_frame_alloc() else { fatalError("out of memory") }
    return shell
  }

  /// Gives up an AVFrame and what it holds.
  static func free(_ shell: UnsafeMutablePointer<AVFrame>) {
    av_frame_unref(shell)
    if spares.keep(shell) { return }
    var shell: UnsafeMutablePointer<AVFrame>? = shell
    av_frame_free(&shell)
  }
}
