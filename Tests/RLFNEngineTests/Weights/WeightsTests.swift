import RLFNEngine
import RLFNTestSupport
import Testing

@Suite struct WeightsTests {
  @Test(arguments: [
    (2, 302_278, "e95d223d48b9b048c19e8992f1787a855a1c4fbae03bf545dc9cb7db66165bf5"),
    (4, 317_218, "0d7053052e9fc6c0132becda2337b8e7f7cad8f332e7163c66364cdde6d69a3e"),
  ])
  func theBinaryHoldsRlfnNtireForBothScales(scale: Int, parameters: Int, sha256: String) throws {
    let weights = try Weights.builtIn(scale: scale)
    #expect(weights.architecture.name == "rlfn_ntire")
    #expect(weights.architecture.scale == scale)
    #expect(weights.tensors.values.reduce(0) { $0 + $1.count } == parameters)
    #expect(weights.architecture.counts().parameters == parameters)
    #expect(weights.sha256 == sha256)
  }

  @Test(arguments: [3, 0, -4, Int.max])
  func otherScalesAreNotBuiltIn(scale: Int) {
    WeightsFiles.expectRefusal("scale \(scale)") { _ = try Weights.builtIn(scale: scale) }
  }

  /// The digests are of the values as `torch.load` and safetensors' own library read them.
  @Test(
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"),
    arguments: [
      (
        "rlfn_ntire_x2_default.safetensors", "rlfn_ntire", 2, 302_278,
        "6fc86ffe7483fb4ffa7cb6ff46d5211809f02542c6116bbcdbfa9685807ba405"
      ),
      (
        "rlfn_ntire_x4.pth", "rlfn_ntire", 4, 317_218,
        "6f564b56bb1254033d32919e914869ef19d856a88161b416f9576aca71370baa"
      ),
      (
        "rlfn_ntire_x4_default.safetensors", "rlfn_ntire", 4, 317_218,
        "2477b7ec62f7842ae460104426e61a39bd9d296f026c6db868ef6f0dd31c2c21"
      ),
      (
        "rlfn_s_x2.pth", "rlfn_s", 2, 454_620,
        "93b84bf28d2841f0066255531c2bd21b6b4638968bd9c664b3d026b92b0f3e8a"
      ),
      (
        "rlfn_s_x4.pth", "rlfn_s", 4, 470_208,
        "46c8df85c92fe1ec501b02bd9af6dd54f6f3177c5861ed1785f7cb669e485b69"
      ),
      (
        "rlfn_x2.pth", "rlfn", 2, 526_856,
        "bab1ca6275763d55023c773136c9e91eceea2bbfa257939014ed3c4917e62b9e"
      ),
      (
        "rlfn_x4.pth", "rlfn", 4, 543_740,
        "9d6dd079f4e72e822db9bb4dd4bf8c60ca7f0f47615bf09cf62310199d7359a4"
      ),
    ])
  func publishedFilesLoadWithTheirNetworkAndValues(
    file: String, name: String, scale: Int, parameters: Int, values: String
  ) throws {
    let weights = try Weights(contentsOf: Shared.folder + "/weights/" + file)
    #expect(weights.architecture.name == name)
    #expect(weights.architecture.scale == scale)
    #expect(weights.architecture.counts().parameters == parameters)
    #expect(weights.tensors.values.reduce(0) { $0 + $1.count } == parameters)
    #expect(WeightsFiles.digest(of: weights.tensors) == values)
  }

  @Test(arguments: [
    (
      WeightsFiles.mixedPth,
      "7c42382273c84f8e07fc44b0fb719d2cd1816ff60028aec1d69977db6e7fcd0a"
    ),
    (
      WeightsFiles.mixedSafetensors,
      "7ee15560c10829d8a5c0d1bd50ff749a6d2c81dd0a7eb8d6861999d4499b7356"
    ),
  ])
  func everyTypeAndViewIsReadAsItsOwnLibraryReadsIt(path: String, sha256: String) throws {
    let weights = try Weights(contentsOf: path)
    #expect(
      weights.architecture
        == Architecture(channels: 4, midChannels: 6, blocks: 1, scale: 2, attentionChannels: 8))
    #expect(
      WeightsFiles.digest(of: weights.tensors)
        == "c4636ec870e23967bf4e6acf031279e6962a9b3140507457cd28227d61006fe6")
    #expect(weights.sha256 == sha256)
  }

  @Test func theContentDecidesTheFormatNotTheName() throws {
    let folder = TemporaryFolder()
    let path = folder.file("weights.safetensors")
    try folder.write(FileBytes.read(WeightsFiles.mixedPth), to: "weights.safetensors")
    #expect(try Weights(contentsOf: path).architecture.channels == 4)
  }

  @Test func errorsNameTheFile() {
    WeightsFiles.expectRefusal("'/nowhere/to/be\\u{a}found.pth': cannot be read: No such file") {
      _ = try Weights(contentsOf: "/nowhere/to/be\nfound.pth")
    }
    WeightsFiles.expectRefusal("Is a directory") {
      _ = try Weights(contentsOf: Shared.packageRoot)
    }
  }

  @Test func aFileWithoutEndIsRefused() {
    WeightsFiles.expectRefusal("'/dev/zero': larger than 256 MiB") {
      _ = try Weights(contentsOf: "/dev/zero")
    }
  }

  @Test(arguments: [
    [], Array("PK".utf8), Array("GIF89a but longer".utf8), [UInt8](repeating: 0, count: 4096),
  ])
  func otherFilesAreNotWeights(bytes: [UInt8]) {
    WeightsFiles.expectRefusal("neither a .safetensors nor a .pth file") {
      _ = try Weights(bytes)
    }
  }

  @Test func checkpointsOfOldPyTorchAreNamedAsSuch() {
    let start: [UInt8] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8]
    WeightsFiles.expectRefusal("PyTorch before 1.6") { _ = try Weights(start) }
  }
}
