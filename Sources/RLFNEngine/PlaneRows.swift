/// Rows of three planes somewhere in a picture. Valid while the picture lives.
struct PlaneRows: @unchecked Sendable {
  // Safety: threads read shared rows and write different ones.

  let base: UnsafeMutablePointer<Float>
  let planeFloats: Int
  let rowStride: Int

  init(image: borrowing PlanarImage, x: Int, y: Int) {
    base = image.base + y * image.rowStride + x
    planeFloats = image.rowStride * image.height
    rowStride = image.rowStride
  }

  func row(_ plane: Int, _ y: Int) -> UnsafeMutablePointer<Float> {
    base + plane * planeFloats + y * rowStride
  }
}

/// A picture that is completed before it is cropped.
final class PaddedOutput {
  let image: PlanarImage
  var rows: PlaneRows { PlaneRows(image: image, x: 0, y: 0) }

  init(width: Int, height: Int) { image = PlanarImage(width: width, height: height) }
}
