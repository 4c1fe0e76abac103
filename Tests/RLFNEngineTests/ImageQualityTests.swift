import RLFNTestSupport
import Testing

/// The measure that other tests judge pictures by.
@Suite struct ImageQualityTests {
  /// A pattern, and the same with noise of up to 11 times `amplitude`.
  private func pictures(width: Int, height: Int, amplitude: Int) -> ([UInt8], [UInt8]) {
    var clean: [UInt8] = []
    var noisy: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let value = ((x * 7 + y * 13 + channel * 29) ^ (x * y / 5)) & 255
          let noise = amplitude * ((x * 31 + y * 17 + channel * 7) % 23 - 11)
          clean.append(UInt8(value))
          noisy.append(UInt8(clamping: value + noise))
        }
      }
    }
    return (clean, noisy)
  }

  /// Computed with numpy and scikit-image 0.26 (Gaussian weights, population covariance, inner windows).
  @Test(arguments: [
    (40, 31, 4, 1, 38.5745747632578, 0.9939635839358051),
    (23, 19, 2, 4, 26.812761667390195, 0.904400558878483),
    (64, 48, 0, 10, 19.40561947823689, 0.6582809580161949),
  ])
  func agreesWithScikitImage(
    width: Int, height: Int, border: Int, amplitude: Int, psnr: Double, ssim: Double
  ) {
    let (clean, noisy) = pictures(width: width, height: height, amplitude: amplitude)
    let quality = ImageQuality(clean, noisy, width: width, border: border)
    #expect(abs(quality.psnr - psnr) < 1e-9)
    #expect(abs(quality.ssim - ssim) < 1e-9)
  }

  @Test func equalPicturesAreAsCloseAsCanBe() {
    let (clean, _) = pictures(width: 20, height: 20, amplitude: 0)
    let quality = ImageQuality(clean, clean, width: 20, border: 4)
    #expect(quality.psnr == .infinity)
    #expect(abs(quality.ssim - 1) < 1e-12)
  }

  @Test func whatLiesInTheBorderDoesNotCount() {
    let (clean, _) = pictures(width: 20, height: 20, amplitude: 0)
    var changed = clean
    for index in 0..<3 * 20 * 4 { changed[index] = ~changed[index] }
    #expect(ImageQuality(clean, changed, width: 20, border: 4).psnr == .infinity)
    #expect(ImageQuality(clean, changed, width: 20, border: 3).psnr < 30)
  }
}
