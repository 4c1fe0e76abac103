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
  public init(channels: Int, midChannels: Int, blocks: Int, scale: Int, attentionChannels: Int = 16)
  {
    self.channels = channels
    self.midChannels = midChannels
    self.blocks = blocks
    self.scale = scale
    self.attentionChannels = attentionChannels
  }
}
