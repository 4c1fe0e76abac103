import RLFNEngine

/// What enlarges a tile: the network, or a simple stand-in where tiling and pipeline are tested.
package protocol TileUpscaler: AnyObject {
  /// Enlarges the region at (`x`, `y`) of `input`, of the size that the object was made for, into the upper left of `output`.
  ///
  /// Not called from two threads at once.
  func infer(_ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage)
}

extension FrameInference: TileUpscaler {}

/// Makes upscalers for any size: a network, as tiling and pipeline see it.
package struct UpscalerFactory: Sendable {
  /// Output pixels per input pixel and side.
  package let scale: Int
  /// What the network runs on, for the report.
  package let level: String
  /// An upscaler for tiles of `width` x `height` that runs on `threads` threads.
  package let make: @Sendable (_ width: Int, _ height: Int, _ threads: Int) -> any TileUpscaler
  /// The memory that such an upscaler takes.
  package let scratchBytes: @Sendable (_ width: Int, _ height: Int, _ threads: Int) -> Int

  /// Any upscaler.
  package init(
    scale: Int, level: String,
    make: @escaping @Sendable (_ width: Int, _ height: Int, _ threads: Int) -> any TileUpscaler,
    scratchBytes: @escaping @Sendable (_ width: Int, _ height: Int, _ threads: Int) -> Int
  ) {
    self.scale = scale
    self.level = level
    self.make = make
    self.scratchBytes = scratchBytes
  }

  /// The network.
  package init(_ network: Network) {
    self.init(scale: network.architecture.scale, level: network.level.name) {
      FrameInference(network: network, width: $0, height: $1, threads: $2)
    } scratchBytes: {
      FrameInference.scratchBytes(network: network, width: $0, height: $1, threads: $2)
    }
  }
}
