import CFFmpeg
import RLFNEngine

/// Brings pictures from one size to another with libswscale's Lanczos filter, plane by plane.
///
/// Samples are 16-bit numbers in between. For use from one thread at a time.
package final class Resizer {
  private var context: OpaquePointer?
  private var result: PlanarImage?
  /// One plane, 0-1, as libswscale takes it.
  private var unit: [Float] = []
  private let flags = SWS_LANCZOS | SWS_ACCURATE_RND | SWS_BITEXACT

  /// A resizer.
  package init() { MediaLog.install() }

  deinit { sws_freeContext(context) }

  /// `image` at another size, in memory that `giveBack` returns.
  package func resize(
    _ image: borrowing PlanarImage, width: Int, height: Int
  ) throws(PipelineError) -> PlanarImage {
    context = sws_getCachedContext(
      context, Int32(image.width), Int32(image.height), AV_PIX_FMT_GRAYF32LE, Int32(width),
      Int32(height), AV_PIX_FMT_GRAYF32LE, flags, nil, nil, nil)
    guard let context else {
      throw PipelineError(
        .processing, "pictures cannot be brought to \(width)x\(height)")
    }
    let planes = image.planeCount
    let target: PlanarImage
    if let kept = result.take(), kept.width == width, kept.height == height,
      kept.planeCount == planes
    {
      target = kept
    } else {
      target = PlanarImage(width: width, height: height, planes: planes)
    }
    let count = image.rowStride * image.height
    if unit.count != count { unit = [Float](repeating: 0, count: count) }
    let (fromStride, rows, toStride) = (image.rowStride, image.height, target.rowStride)
    for plane in 0..<planes {
      let (from, to) = (image.plane(plane), target.plane(plane))
      unit.withUnsafeMutableBufferPointer { unit in
        guard let base = unit.baseAddress else { return }
        for index in 0..<count { base[index] = from[index] * (1 / 255) }
        run(context, base, fromStride, rows, to, toStride)
      }
      for index in 0..<toStride * height { to[index] *= 255 }
    }
    return target
  }

  /// Takes a picture of `resize` back, for the next one.
  package func giveBack(_ image: consuming PlanarImage) { result = consume image }

  private func run(
    _ context: OpaquePointer, _ from: UnsafeMutablePointer<Float>, _ fromStride: Int,
    _ rows: Int, _ to: UnsafeMutablePointer<Float>, _ toStride: Int
  ) {
    let bytes = { (floats: Int) in Int32(floats * MemoryLayout<Float>.stride) }
    withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 4) { source in
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt8>?.self, capacity: 4) { target in
        source.initialize(repeating: nil)
        target.initialize(repeating: nil)
        source[0] = UnsafePointer(
          UnsafeMutableRawPointer(from).assumingMemoryBound(to: UInt8.self))
        target[0] = UnsafeMutableRawPointer(to).assumingMemoryBound(to: UInt8.self)
        let strides = (
          [bytes(fromStride), 0, 0, 0] as [Int32], [bytes(toStride), 0, 0, 0] as [Int32]
        )
        _ = sws_scale(
          context, source.baseAddress, strides.0, 0, Int32(rows), target.baseAddress, strides.1)
      }
    }
  }
}
