/// The shape of an RLFN network: its three published sizes differ only in these numbers.
public struct Architecture: Sendable, Hashable {
  /// Channels between blocks: 52 (rlfn), 48 (rlfn_s), 46 (rlfn_ntire).
  public let channels: Int
  /// Channels inside a block: 52, 48, 48.
  public let midChannels: Int
  /// Number of residual local feature blocks: 6, 6, 4.
  public let blocks: Int
  /// 2 or 4.
  public let scale: Int
  /// Channels of the enhanced spatial attention: 16 in all published networks.
  public let attentionChannels: Int

  /// An architecture from its numbers.
  public init(
    channels: Int, midChannels: Int, blocks: Int, scale: Int,
    attentionChannels: Int = Architecture.publishedAttentionChannels
  ) {
    self.channels = channels
    self.midChannels = midChannels
    self.blocks = blocks
    self.scale = scale
    self.attentionChannels = attentionChannels
  }

  /// Attention channels of all published networks.
  public static let publishedAttentionChannels = 16

  /// The scales that the network is trained and published for.
  public static let scales = [2, 4]
}

extension Architecture {
  /// The shortest side, in input pixels, for which attention's pooling has an output.
  ///
  /// Smaller frames are padded to it by edge replication, and the result is cropped.
  public static let minimumSide = 15

  /// Rows or columns of attention's small maps, for a side of `side` pixels (at least `minimumSide`):
  /// after the 3x3 convolution with stride 2, and after the 7x7 maximum with stride 3 that follows it.
  ///
  /// Neither is padded, so what does not fill a whole window at the right and lower border is left out.
  public static func attentionSide(of side: Int) -> (strided: Int, pooled: Int) {
    precondition(side >= minimumSide, "attention needs \(minimumSide) pixels a side")
    let strided = (side - 3) / 2 + 1
    return (strided, (strided - 7) / 3 + 1)
  }
}
