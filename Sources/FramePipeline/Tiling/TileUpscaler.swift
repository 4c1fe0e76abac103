import RLFNEngine

/// What enlarges a tile: the network, or a simple stand-in where tiling and pipeline are tested.
package protocol TileUpscaler: AnyObject {
  /// Enlarges the region at (`x`, `y`) of `input`, of the size that the object was made for, into the upper left of `output`.
  ///
  /// Not called from two threads at once. Of a whole frame `nextStays` says whether much of the next one will be the same.
  func infer(
    _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
    nextStays: Bool)

  /// The same for the next of a sequence of whole frames, which differs from the last one in `changes`; `previous` is what
  /// became of that. `output` holds what it got `age` calls ago; nil: anything. Returns how many of its bands did not change.
  func infer(
    _ input: borrowing PlanarImage, changes: FrameChanges, previous: borrowing PlanarImage,
    into output: borrowing PlanarImage, age: Int?, nextStays: Bool
  ) -> Int

  /// The bands of rows in which a frame is inferred.
  var bandCount: Int { get }

  /// Rows of the last output that are those of the output before it, in ascending order, as far as it knows.
  var unchangedRows: [Range<Int>] { get }
}

extension TileUpscaler {
  /// One: the frame.
  package var bandCount: Int { 1 }

  /// None.
  package var unchangedRows: [Range<Int>] { [] }

  /// Computes everything again.
  package func infer(
    _ input: borrowing PlanarImage, changes: FrameChanges, previous: borrowing PlanarImage,
    into output: borrowing PlanarImage, age: Int?, nextStays: Bool
  ) -> Int {
    infer(input, x: 0, y: 0, into: output, nextStays: nextStays)
    return 0
  }
}

extension FrameInference: TileUpscaler {}

/// Makes upscalers for any size: a network, as tiling and pipeline see it.
package struct UpscalerFactory: Sendable {
  /// Output pixels per input pixel and side.
  package let scale: Int
  /// What the network runs on, for the report.
  package let level: String
  /// An upscaler for tiles of `width` x `height` that runs on `threads` threads, and keeps maps from frame to frame or not.
  package let make:
    @Sendable (_ width: Int, _ height: Int, _ threads: Int, _ keepsMaps: Bool) -> any TileUpscaler
  /// The memory that such an upscaler takes.
  package let scratchBytes:
    @Sendable (_ width: Int, _ height: Int, _ threads: Int, _ keepsMaps: Bool) -> Int

  /// Any upscaler.
  package init(
    scale: Int, level: String,
    make:
      @escaping @Sendable (_ width: Int, _ height: Int, _ threads: Int, _ keepsMaps: Bool) ->
      any TileUpscaler,
    scratchBytes:
      @escaping @Sendable (_ width: Int, _ height: Int, _ threads: Int, _ keepsMaps: Bool) -> Int
  ) {
    self.scale = scale
    self.level = level
    self.make = make
    self.scratchBytes = scratchBytes
  }

  /// The network.
  package init(_ network: Network) {
    self.init(scale: network.architecture.scale, level: network.level.name) {
      FrameInference(network: network, width: $0, height: $1, threads: $2, keepsMaps: $3)
    } scratchBytes: {
      FrameInference.scratchBytes(
        network: network, width: $0, height: $1, threads: $2, keepsMaps: $3)
    }
  }
}
