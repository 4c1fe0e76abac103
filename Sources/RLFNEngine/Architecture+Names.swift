extension Architecture {
  /// A published network by its name.
  public struct Known: Sendable {
    /// What `--model` calls it.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    let channels: Int
    let midChannels: Int
    let blocks: Int

    /// The network for that scale (2 or 4).
    public func architecture(scale: Int) -> Architecture {
      Architecture(channels: channels, midChannels: midChannels, blocks: blocks, scale: scale)
    }
  }

  /// The published networks, the default first.
  public static let known = [
    Known(
      name: "rlfn_ntire",
      summary: "winner of the NTIRE 2022 runtime track",
      channels: 46, midChannels: 48, blocks: 4),
    Known(
      name: "rlfn", summary: "the paper's network, the largest of the three",
      channels: 52, midChannels: 52, blocks: 6),
    Known(
      name: "rlfn_s", summary: "the paper's smaller network", channels: 48, midChannels: 48,
      blocks: 6),
  ]

  /// `rlfn_ntire`, `rlfn`, `rlfn_s`, or `custom CxMxB` (channels, middle channels, blocks) for any other;
  /// attention of another width than the published one is added to the name.
  public var name: String {
    if let known = Self.known.first(where: { $0.architecture(scale: scale) == self }) {
      return known.name
    }
    let size = "custom \(channels)x\(midChannels)x\(blocks)"
    return attentionChannels == Self.publishedAttentionChannels
      ? size : size + " with attention \(attentionChannels)"
  }
}
