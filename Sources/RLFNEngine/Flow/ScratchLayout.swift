import CRLFNKernels

/// How one thread's scratch memory is divided, in floats.
struct ScratchLayout {
  /// Pixels of a band that go from the block's last 3x3 layer to the 1x1 layers at a time: 6 rows of 144 pixels with
  /// 48 channels are 166 KB and stay in the second-level cache.
  static let mixPixels = 24 * tileLength

  /// Where the rows between these layers start; the kernels' own scratch comes first.
  let mixStart: Int
  let count: Int

  init(network: Network, width: Int) {
    let size = max(
      network.level.kernels.pointee.conv3x3_scratch,
      AttentionGeometry.pooledLength(width) * paddedChannels(network.architecture.channels))
    mixStart = (size + 15) / 16 * 16
    count = mixStart + tileLength * Self.mixPixels * paddedChannels(network.architecture.channels)
  }
}
