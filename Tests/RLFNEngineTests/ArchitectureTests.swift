import RLFNEngine
import Testing

@Suite struct ArchitectureTests {
  private static let ntire = Architecture(channels: 46, midChannels: 48, blocks: 4, scale: 4)

  @Test func rlfnNtireCountsAsInTheChallengeReport() {
    // Table 1 of the NTIRE 2022 report: 0.317 M, 19.70 G, 80.05 M, 39. To the unit, from PyTorch with
    // hooks on the modules that the challenge's script counts.
    let counts = Self.ntire.counts(width: 256, height: 256)
    #expect(counts.parameters == 317_218)
    #expect(counts.multiplyAdds == 19_695_306_752)
    #expect(counts.activations == 80_045_184)
    #expect(counts.convolutions == 39)
  }

  @Test(arguments: [
    ("rlfn_ntire", 4, 317_218, 17_309_643_264, 70_347_456, 39),
    ("rlfn_s", 2, 454_620, 24_747_434_496, 101_719_584, 57),
    ("rlfn_s", 4, 470_208, 25_643_229_696, 103_793_184, 57),
    ("rlfn", 2, 526_856, 28_905_002_496, 109_092_384, 57),
    ("rlfn", 4, 543_740, 29_875_447_296, 111_165_984, 57),
  ])
  func networksCountAsPyTorchCountsThemAt320x180(
    name: String, scale: Int, parameters: Int, multiplyAdds: Int, activations: Int,
    convolutions: Int
  ) throws {
    let known = try #require(Architecture.known.first { $0.name == name })
    let counts = known.architecture(scale: scale).counts(width: 320, height: 180)
    #expect(counts.parameters == parameters)
    #expect(counts.multiplyAdds == multiplyAdds)
    #expect(counts.activations == activations)
    #expect(counts.convolutions == convolutions)
  }

  @Test func aFrameBelowTheMinimumCountsAsTheMinimum() {
    #expect(Self.ntire.counts(width: 1, height: 14) == Self.ntire.counts(width: 15, height: 15))
    #expect(Self.ntire.counts(width: 15, height: 15) != Self.ntire.counts(width: 16, height: 15))
  }

  @Test(arguments: [(15, 7, 1), (16, 7, 1), (17, 8, 1), (20, 9, 1), (21, 10, 2), (256, 127, 41)])
  func attentionLeavesOutWhatFillsNoWindow(side: Int, strided: Int, pooled: Int) {
    #expect(Architecture.attentionSide(of: side) == (strided, pooled))
  }

  @Test func namesTellPublishedNetworksFromOthers() {
    #expect(Architecture.known.map(\.name) == ["rlfn_ntire", "rlfn", "rlfn_s"])
    for known in Architecture.known {
      for scale in Architecture.scales {
        #expect(known.architecture(scale: scale).name == known.name)
      }
    }
    let custom = Architecture(channels: 40, midChannels: 48, blocks: 3, scale: 2)
    #expect(custom.name == "custom 40x48x3")
    let attention = Architecture(
      channels: 46, midChannels: 48, blocks: 4, scale: 4, attentionChannels: 8)
    #expect(attention.name == "custom 46x48x4 with attention 8")
  }

  @Test func convolutionsFollowEachOther() {
    let layers = Self.ntire.convolutions
    #expect(Set(layers.map(\.name)).count == layers.count)
    #expect(layers.first?.weight.shape == [46, 3, 3, 3])
    #expect(layers.last?.weight.shape == [48, 46, 3, 3])
    #expect(layers.last?.bias.shape == [48])
    #expect(layers.filter(\.isActivated).count == 3 * 4)
    let strided = layers.filter { $0.stride == 2 }
    #expect(strided.map(\.name) == (1...4).map { "block_\($0).esa.conv2" })
    #expect(strided.allSatisfy { $0.padding == 0 && $0.resolution == .attentionStrided })
    #expect(layers.filter { $0.stride == 1 }.allSatisfy { $0.padding == $0.kernelSize / 2 })
  }
}
