import CFFmpeg
import RLFNEngine

extension Frame {
  /// Whether a video that begins with this frame is to stay transparent.
  ///
  /// YUV has alpha only where somebody wanted it (ProRes 4444, VP9). GIF, and RGB of screens and drawing programs, have it
  /// whether it is used or not: there the pixels of the first frame tell.
  var showsTransparency: Bool {
    guard let pixels = PixelFormat(AVPixelFormat(pointer.pointee.format)) else { return false }
    return pixels.hasAlpha && (pixels.model == .yuv || isTransparent)
  }

  /// Whether any pixel is not fully opaque.
  var isTransparent: Bool {
    guard let pixels = PixelFormat(AVPixelFormat(pointer.pointee.format)), pixels.hasAlpha else {
      return false
    }
    // In a palette, alpha is the fourth component of each color.
    let component = pixels.alphaIndex ?? 3
    let depth = pixels.alphaIndex.map { pixels.components[$0].depth } ?? 8
    let opaque = pixels.isFloat ? 1 : Float((1 << depth) - 1)
    let samples = SampleReader(pixels, width: width)
    let alpha = AlignedFloats(count: width)
    for row in 0..<height {
      samples.read(pointer, component: component, row: row, count: width, into: alpha.base)
      for x in 0..<width where alpha.base[x] < opaque { return true }
    }
    return false
  }
}
