import RLFNEngine
import Testing

@Suite struct PthFileTests {
  private func read(_ body: [UInt8]) throws(EngineError) -> [String: TensorData] {
    try PthFile(PthBuilder.checkpoint(PthBuilder.pickle(body))).tensors
  }

  private func readTensor(_ tensor: [UInt8]) throws(EngineError) -> TensorData? {
    try read(PthBuilder.dictionary([("t", tensor)]))["t"]
  }

  @Test func viewsAreGatheredWhateverTheirStrides() throws {
    func values(_ shape: [Int], _ strides: [Int], _ offset: Int = 0) throws -> [Float]? {
      let tensor = try readTensor(PthBuilder.tensor(shape: shape, strides: strides, offset: offset))
      #expect(tensor?.shape == shape)
      return tensor?.values
    }
    #expect(try values([2, 2], [2, 1]) == [0, 1, 2, 3])
    #expect(try values([2, 2], [1, 2]) == [0, 2, 1, 3])
    #expect(try values([2], [2], 1) == [1, 3])
    #expect(try values([3, 2], [0, 1], 2) == [2, 3, 2, 3, 2, 3])
    #expect(try values([2, 1, 3], [1, 9, 1]) == [0, 1, 2, 1, 2, 3])
    #expect(try values([], [], 3) == [3])
    #expect(try values([0, 5], [5, 1]) == [])
  }

  @Test func anOrderedDictionaryWithAttributesIsRead() throws {
    let body =
      PthBuilder.global("collections", "OrderedDict") + PthBuilder.text(")Rq\u{1}(")
      + PthBuilder.string("t") + PthBuilder.tensor(shape: [1], strides: [1])
      + PthBuilder.text("u}") + PthBuilder.string("_metadata") + PthBuilder.text("}sb")
    #expect(try read(body) == ["t": TensorData(shape: [1], values: [0])])
  }

  @Test(arguments: [
    ([5], [1], 0, "reaches past the 4 values of its storage"),
    ([4], [1], 1, "reaches past the 4 values"),
    ([2, 2], [3, 1], 0, "reaches past the 4 values"),
    ([2], [Int.max], 0, "impossible storage, offset or strides"),
    ([2], [-1], 3, "impossible storage, offset or strides"),
    ([1], [1], -1, "impossible storage, offset or strides"),
    ([1], [1], Int.max, "impossible storage, offset or strides"),
    ([2, 2], [1], 0, "impossible storage, offset or strides"),
    ([-1], [1], 0, "impossible shape"),
    ([Int.max, Int.max], [0, 0], 0, "impossible shape"),
    ([1 << 14, 1 << 14], [0, 0], 0, "impossible shape"),
    (
      [1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1], 0, "not described as PyTorch does"
    ),
  ])
  func impossibleViewsAreRefused(shape: [Int], strides: [Int], offset: Int, refusal: String) {
    WeightsFiles.expectRefusal(refusal) {
      _ = try readTensor(PthBuilder.tensor(shape: shape, strides: strides, offset: offset))
    }
  }

  @Test func viewsCannotMultiplyASmallFileIntoMuchMemory() {
    let half = PthBuilder.tensor(shape: [1 << 25], strides: [0])
    WeightsFiles.expectRefusal("tensor 'c': more values than a network can have") {
      _ = try read(PthBuilder.dictionary([("a", half), ("b", half), ("c", half)]))
    }
  }

  @Test func storagesMustBeThereWithTheirSize() {
    func refuse(_ refusal: String, type: String = "FloatStorage", key: String = "0", count: Int = 4)
    {
      WeightsFiles.expectRefusal(refusal) {
        _ = try readTensor(
          PthBuilder.tensor(shape: [1], strides: [1], type: type, key: key, count: count))
      }
    }
    refuse("archive member 'a/data/1' is missing", key: "1")
    refuse("archive member 'a/data/../data.pkl' is missing", key: "../data.pkl")
    refuse("'a/data/0' has 16 bytes instead of 20", count: 5)
    refuse("'a/data/0' has 16 bytes instead of 8", type: "HalfStorage")
    refuse("'a/data/0' has 16 bytes instead of 8", type: "BFloat16Storage")
    refuse("impossible storage", count: -4)
    refuse("impossible storage", count: Int.max)
    refuse("'torch.DoubleStorage', which is not allowed", type: "DoubleStorage")
  }

  @Test func bigEndianValuesAreRefused() {
    let pickle = PthBuilder.pickle(PthBuilder.dictionary([]))
    WeightsFiles.expectRefusal("not little-endian") {
      _ = try PthFile(
        PthBuilder.archive([("a/data.pkl", pickle), ("a/byteorder", PthBuilder.text("big"))]))
    }
  }

  @Test func thereMustBeOnePickle() {
    let pickle = PthBuilder.pickle(PthBuilder.dictionary([]))
    WeightsFiles.expectRefusal("0 members '*/data.pkl'") {
      _ = try PthFile(PthBuilder.archive([("data.pkl", pickle)]))
    }
    WeightsFiles.expectRefusal("2 members '*/data.pkl'") {
      _ = try PthFile(PthBuilder.archive([("a/data.pkl", pickle), ("b/data.pkl", pickle)]))
    }
  }
}
