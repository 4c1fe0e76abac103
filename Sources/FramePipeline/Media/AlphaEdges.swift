import RLFNEngine

/// Gives invisible pixels the colours of their visible neighbours.
///
/// What lies under alpha 0 is often black, and would come through the network as a dark seam around what is visible.
enum AlphaEdges {
  /// How far colours spread, in pixels: about as far as the network looks.
  private static let reach = 8

  /// Changes the colours of pixels whose alpha is 0, as far as visible ones are near.
  static func spreadColors(in image: borrowing PlanarImage) {
    let alpha = image.plane(3)
    var hidden: [(x: Int, y: Int)] = []
    var isKnown = [Bool](repeating: true, count: image.rowStride * image.height)
    for y in 0..<image.height {
      for x in 0..<image.width where alpha[y * image.rowStride + x] <= 0 {
        hidden.append((x, y))
        isKnown[y * image.rowStride + x] = false
      }
    }
    guard !hidden.isEmpty, hidden.count < image.width * image.height else { return }
    for _ in 0..<reach {
      var found: [Int] = []
      var rest: [(x: Int, y: Int)] = []
      for (x, y) in hidden {
        if setMean(of: image, x, y, isKnown) {
          found.append(y * image.rowStride + x)
        } else {
          rest.append((x, y))
        }
      }
      // Only now, so that the order of pixels doesn't matter.
      for index in found { isKnown[index] = true }
      hidden = rest
      if found.isEmpty { return }
    }
  }

  /// Gives a pixel the mean of those of its neighbours that are known; false when none is.
  private static func setMean(
    of image: borrowing PlanarImage, _ x: Int, _ y: Int, _ isKnown: [Bool]
  ) -> Bool {
    var sum = SIMD3<Float>()
    var count: Float = 0
    for row in max(y - 1, 0)...min(y + 1, image.height - 1) {
      for column in max(x - 1, 0)...min(x + 1, image.width - 1) {
        let index = row * image.rowStride + column
        guard isKnown[index] else { continue }
        sum += SIMD3(image.plane(0)[index], image.plane(1)[index], image.plane(2)[index])
        count += 1
      }
    }
    guard count > 0 else { return false }
    let mean = sum / count
    for plane in 0..<3 { image.plane(plane)[y * image.rowStride + x] = mean[plane] }
    return true
  }
}
