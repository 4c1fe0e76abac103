#if canImport(Glibc)
  import Glibc
#endif

/// How close two pictures are, as the super-resolution literature measures it.
///
/// On luma as MATLAB's `rgb2ycbcr` makes it from 8-bit RGB (BT.601, 16-235), after a border of as many pixels
/// as the scale is cut off. Luma is not rounded to whole numbers: so the published figures of RLFN come out
/// (Set5 x4: 32.24 dB and 0.8953; with rounding 32.22 dB and 0.8941).
public struct ImageQuality: Sendable, Hashable {
  /// Peak signal-to-noise ratio in decibels; infinite for equal pictures.
  public let psnr: Double
  /// Structural similarity, 1 for equal pictures: the mean over all 11x11 windows that lie inside the
  /// picture, weighted by a Gaussian of deviation 1.5 (Wang et al. 2004, as in MATLAB's `ssim_index`).
  public let ssim: Double

  /// Compares two pictures of `width` pixels a row, each pixel three bytes (red, green, blue), leaving out
  /// `border` pixels on every side.
  public init(_ first: [UInt8], _ second: [UInt8], width: Int, border: Int) {
    precondition(first.count == second.count && first.count.isMultiple(of: 3 * width))
    let height = first.count / (3 * width)
    precondition(min(width, height) - 2 * border >= Self.window.count, "too small to compare")
    let a = Self.luma(first, width: width, height: height, border: border)
    let b = Self.luma(second, width: width, height: height, border: border)
    psnr = Self.psnr(a, b)
    ssim = Self.ssim(a, b, width: width - 2 * border)
  }

  private static func luma(_ pixels: [UInt8], width: Int, height: Int, border: Int) -> [Double] {
    var luma: [Double] = []
    luma.reserveCapacity(width * height)
    for row in border..<height - border {
      for column in border..<width - border {
        let at = 3 * (row * width + column)
        let weighted =
          65.481 * Double(pixels[at]) + 128.553 * Double(pixels[at + 1])
          + 24.966 * Double(pixels[at + 2])
        luma.append(16 + weighted / 255)
      }
    }
    return luma
  }

  private static func psnr(_ a: [Double], _ b: [Double]) -> Double {
    let squares = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return 10 * log10(255 * 255 * Double(a.count) / squares)
  }

  private static func ssim(_ a: [Double], _ b: [Double], width: Int) -> Double {
    let meanA = filtered(a, width: width)
    let meanB = filtered(b, width: width)
    let squareA = filtered(zip(a, a).map(*), width: width)
    let squareB = filtered(zip(b, b).map(*), width: width)
    let product = filtered(zip(a, b).map(*), width: width)
    let c1 = 0.01 * 255 * 0.01 * 255
    let c2 = 0.03 * 255 * 0.03 * 255
    var sum = 0.0
    for index in meanA.indices {
      let (mA, mB) = (meanA[index], meanB[index])
      let varianceA = squareA[index] - mA * mA
      let varianceB = squareB[index] - mB * mB
      let covariance = product[index] - mA * mB
      sum +=
        (2 * mA * mB + c1) * (2 * covariance + c2)
        / ((mA * mA + mB * mB + c1) * (varianceA + varianceB + c2))
    }
    return sum / Double(meanA.count)
  }

  /// The window's weights along one side; they sum to 1.
  private static let window: [Double] = {
    let weights = (-5...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }()

  /// The weighted mean in each window that lies inside, row by row.
  private static func filtered(_ values: [Double], width: Int) -> [Double] {
    let height = values.count / width
    let columns = width - window.count + 1
    let rows = height - window.count + 1
    var across = [Double](repeating: 0, count: columns * height)
    for row in 0..<height {
      for column in 0..<columns {
        var sum = 0.0
        for tap in window.indices { sum += window[tap] * values[row * width + column + tap] }
        across[row * columns + column] = sum
      }
    }
    var result = [Double](repeating: 0, count: columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for tap in window.indices { sum += window[tap] * across[(row + tap) * columns + column] }
        result[row * columns + column] = sum
      }
    }
    return result
  }
}
