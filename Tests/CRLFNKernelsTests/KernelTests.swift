import RLFNTestSupport
import Testing

/// Every operation at every level on the networks' shapes and on awkward ones.
@Suite struct KernelTests {
  /// Each exact level and the sources at 1, 4, 8 and 16 lanes: one hash; every level: near the reference, and nothing
  /// written around its outputs.
  @Test(arguments: KernelShape.checked)
  func everyLevelAndWidthAgreesAndStaysInItsOutput(shape: KernelShape) {
    let failures = shape.check()
    #expect(failures.isEmpty, "\(shape): \(failures)")
  }
}
