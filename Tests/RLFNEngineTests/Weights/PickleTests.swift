import RLFNEngine
import Testing

/// Pickles that do something else than describe tensors.
@Suite struct PickleTests {
  private typealias Build = PthBuilder

  private func expectRefusal(
    _ part: String, _ pickle: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    WeightsFiles.expectRefusal(part, sourceLocation: sourceLocation) {
      _ = try PthFile(Build.checkpoint(pickle))
    }
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "__import__"),
    ("torch", "load"), ("torch._utils", "_rebuild_parameter"),
    ("collections", "OrderedDict.fromkeys"),
  ])
  func namesThatCouldRunSomethingAreRefused(module: String, name: String) {
    let call =
      Build.global(module, name) + Build.text("(") + Build.string("touch /tmp/x") + Build.text("tR")
    expectRefusal("refers to '\(module).\(name)', which is not allowed", Build.pickle(call))
    expectRefusal(
      "refers to '\(module).\(name)', which is not allowed",
      Build.pickle(Build.dictionary([("conv_1.weight", call)])))
  }

  @Test func allOtherOpcodesAreRefusedByName() {
    for (byte, name) in [
      (UInt8(ascii: "i"), "INST"), (UInt8(ascii: "o"), "OBJ"), (0x81, "NEWOBJ"),
      (0x92, "NEWOBJ_EX"),
      (0x93, "STACK_GLOBAL"), (0x82, "EXT1"), (UInt8(ascii: "P"), "PERSID"),
      (UInt8(ascii: "G"), "BINFLOAT"), (UInt8(ascii: "]"), "EMPTY_LIST"), (0x8b, "LONG4"),
      (0x95, "FRAME"), (0xff, "0xff"), (0, "0x0"),
    ] {
      expectRefusal("the pickle uses \(name), which", Build.pickle([byte, 0, 0, 0, 0]))
    }
  }

  @Test func everyByteAsAnOpcodeAddsNoTensor() {
    for byte in UInt8.min...UInt8.max {
      for before in ["", "N", "(", "}", "NN", "(N", "}N", "}(NN", ")", "}}"] {
        let body = Build.text(before) + [byte, 1, 0, 0, 0]
        do throws(EngineError) {
          #expect(try PthFile(Build.checkpoint(Build.pickle(body))).tensors.isEmpty)
        } catch { #expect(error.code == .invalidWeights) }
      }
    }
  }

  @Test func otherProtocolsAreRefused() {
    for version in [0, 1, 3, 4, 5, 255] as [UInt8] {
      expectRefusal("not of protocol 2", [0x80, version] + Build.text("}."))
    }
    expectRefusal("not of protocol 2", Build.text("}."))
  }

  @Test func deepNestingIsRefused() {
    let once = Build.text(")") + [UInt8](repeating: 0x85, count: 900_000)
    expectRefusal("tuples are nested too deep", Build.pickle(once))
    // Each tuple holds the one before twice: without a bound, 2 to the power of 100 values.
    let doubled =
      Build.text(")q\u{0}") + (0..<100).flatMap { _ in Build.text("h\u{0}") + [0x86, 0x71, 0] }
    expectRefusal("tuples are nested too deep", Build.pickle(doubled))
    let marks = [UInt8](repeating: UInt8(ascii: "("), count: 900_000)
    expectRefusal("a value is missing", Build.pickle(marks))
    let dictionaries = [UInt8](repeating: UInt8(ascii: "}"), count: 900_000)
    expectRefusal("something is left", Build.pickle(dictionaries))
  }

  @Test func aDictionaryMayNotHoldItself() {
    let body = Build.text("}q\u{0}") + Build.string("t") + Build.text("h\u{0}s")
    expectRefusal("entry 't' is not a tensor", Build.pickle(body))
  }

  @Test func aPickleLargerThanAnyNetworksIsRefused() {
    let body = [UInt8](repeating: UInt8(ascii: "N"), count: 1 << 20)
    expectRefusal("the pickle has 1048579 bytes: too many", Build.pickle(body))
  }

  @Test(arguments: [
    ("N", "not a dictionary of tensors"), ("K\u{1}", "not a dictionary of tensors"),
    ("", "a value is missing"), ("}}", "something is left after its end"),
    ("(}", "something is left after its end"), ("s", "a value is missing"),
    ("}(Nu", "items without a dictionary"), ("NNNs", "items without a dictionary"),
    ("}NNs", "dictionary key that is not a text"), ("u", "a mark is missing"),
    ("h\u{7}", "refers to an unknown value"), ("(q\u{7}", "a value is missing"),
    ("NQ", "a storage is not described"), ("))R", "a call of something else than a name"),
    ("}Nb", "attributes of something else"), ("N}b", "attributes of something else"),
    ("ccollections\nOrderedDict\nN\u{85}R", "a call of collections.OrderedDict with"),
    ("ctorch._utils\n_rebuild_tensor_v2\n)R", "a tensor is not described"),
    ("ctorch\nFloatStorage\n)R", "a call of torch.FloatStorage"),
    ("cos", "ends early, within a line"),
    ("X\u{7f}\u{7f}\u{7f}\u{7f}", "the pickle ends early"), ("t", "a mark is missing"),
  ])
  func malformedPicklesAreRefused(body: String, refusal: String) {
    // The scalars are the bytes.
    let bytes = body.unicodeScalars.map { UInt8($0.value) }
    expectRefusal(refusal, Build.pickle(bytes))
  }

  @Test func entriesAreTensorsAndThereOnce() {
    let tensor = Build.tensor(shape: [1], strides: [1])
    expectRefusal(
      "entry 'params' is not a tensor",
      Build.pickle(Build.dictionary([("params", Build.dictionary([("t", tensor)]))])))
    expectRefusal(
      "tensor 't' is there twice", Build.pickle(Build.dictionary([("t", tensor), ("t", tensor)])))
  }
}
