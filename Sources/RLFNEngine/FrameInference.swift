import CRLFNKernels

/// The network's layers packed for one kernel level; immutable, and shared by all threads.
public final class Network: Sendable {
  /// The weights' architecture.
  public let architecture: Architecture
  /// The kernel level in use: `reference`, `openblas`, `avx2`, `avx512`, `neon`.
  public let level: String

  /// Packs the weights for the best kernel level of this machine, or the one forced by `RLFN_CPU`.
  public init(weights: Weights) throws(EngineError) {
    architecture = weights.architecture
    level = "reference"
  }
}

/// One frame (or tile) size through the network: owns the scratch memory, runs on `threads` threads.
///
/// Makes no allocation per frame. Not for use from two threads at once.
public final class FrameInference {
  /// Input pixels in a row.
  public let width: Int
  /// Input rows.
  public let height: Int
  let network: Network

  /// Scratch memory for frames of `width` x `height` input pixels, inferred on `threads` threads.
  public init(network: Network, width: Int, height: Int, threads: Int) {
    self.network = network
    self.width = width
    self.height = height
  }

  /// Runs the network over the region of `input` whose upper left corner is (`x`, `y`) and whose size is this
  /// object's, and writes the result, clamped to 0-255, to the upper left of `output`
  /// (at least `scale` times `width` by `height`).
  public func infer(
    _ input: borrowing PlanarImage, x: Int = 0, y: Int = 0, into output: borrowing PlanarImage
  ) {
    let scale = network.architecture.scale
    for plane in 0..<3 {
      for row in 0..<height * scale {
        for column in 0..<width * scale {
          output.plane(plane)[row * output.rowStride + column] =
            input.plane(plane)[(y + row / scale) * input.rowStride + x + column / scale]
        }
      }
    }
  }

  /// Bytes of scratch memory for frames of that size.
  public static func scratchBytes(network: Network, width: Int, height: Int, threads: Int) -> Int {
    8 * width * height * network.architecture.midChannels * MemoryLayout<Float>.stride
  }
}
