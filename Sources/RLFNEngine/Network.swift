import CRLFNKernels

/// The network's layers packed for one kernel level; immutable, and shared by all threads.
public final class Network: Sendable {
  /// The weights' architecture.
  public let architecture: Architecture
  /// The kernel level that runs it.
  public let level: KernelLevel

  let first: AlignedFloats
  let blocks: [PackedBlock]
  /// `conv_2`, after the blocks.
  let tail: AlignedFloats
  let upsampler: AlignedFloats

  /// The layers of one residual local feature block (RLFB).
  struct PackedBlock: Sendable {
    /// The three 3x3 layers. Before the first block's first one nothing comes but the network's first layer: they are one.
    let convolutions: [AlignedFloats]
    let mix: AlignedFloats
    let strided: AlignedFloats
    let low: AlignedFloats
    /// The attention's `conv4` over its small map.
    let lowExponent: AlignedFloats
    /// And over `conv_f` of its large one.
    let gate: AlignedFloats
  }

  /// Packs the weights for `level`; by default the best one of this machine, or the one that `RLFN_CPU` names.
  public init(weights: Weights, level: KernelLevel? = nil) throws(EngineError) {
    let architecture = weights.architecture
    let most = Int(RLFN_MOST_CHANNELS)
    guard architecture.channels <= most, architecture.midChannels <= most,
      architecture.attentionChannels == Int(RLFN_ATTENTION)
    else {
      throw EngineError(
        .invalidWeights,
        "the kernels take up to \(most) channels with 16 attention channels, not this network")
    }
    self.architecture = architecture
    if let level { self.level = level } else { self.level = try .preferred() }
    let packer = LayerPacker(weights: weights, kernels: self.level.kernels.pointee)
    let channels = architecture.channels
    let middle = architecture.midChannels
    first = packer.first("conv_1", outputs: channels)
    blocks = (1...architecture.blocks).map { index in
      let name = "block_\(index)"
      return PackedBlock(
        convolutions: [
          index == 1
            ? packer.opening("conv_1", name + ".c1_r", middle: channels, outputs: middle)
            : packer.convolution(name + ".c1_r", inputs: channels, outputs: middle),
          packer.convolution(name + ".c2_r", inputs: middle, outputs: middle),
          packer.convolution(name + ".c3_r", inputs: middle, outputs: channels),
        ],
        mix: packer.mix(name, channels: channels),
        strided: packer.attention(name + ".esa.conv2"),
        low: packer.attention(name + ".esa.conv3"),
        lowExponent: packer.lowExponent(name + ".esa", channels: channels),
        gate: packer.gate(name + ".esa", channels: channels))
    }
    tail = packer.convolution("conv_2", inputs: channels, outputs: channels)
    upsampler = packer.convolution(
      "upsampler.0", inputs: channels, outputs: 3 * architecture.scale * architecture.scale)
  }
}
