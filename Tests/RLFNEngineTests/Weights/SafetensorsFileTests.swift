import RLFNEngine
import RLFNTestSupport
import Testing

@Suite struct SafetensorsFileTests {
  private func entry(_ begin: Int, _ end: Int, _ shape: String, _ dtype: String = "F32") -> String {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  /// Every 16-bit pattern as one tensor.
  private func allPatterns(_ dtype: String) throws -> [Float] {
    let data = (0..<65_536).flatMap { WeightsFiles.littleEndian($0, 2) }
    let header = "{\"a\":\(entry(0, data.count, "[256,256]", dtype))}"
    let file = try SafetensorsFile(WeightsFiles.safetensors(header, data: data))
    return try #require(file.tensors["a"]).values
  }

  @Test func everyHalfFloatIsConvertedExactly() throws {
    for (pattern, value) in try allPatterns("F16").enumerated() {
      // IEEE 754: sign, 5 bits of exponent with bias 15, 10 bits of fraction.
      let sign: Float = pattern >> 15 == 0 ? 1 : -1
      let exponent = pattern >> 10 & 31
      let fraction = Float(pattern & 1023) / 1024
      let expected: Float =
        switch exponent {
        case 0: sign * fraction * 0x1p-14
        case 31: fraction == 0 ? sign * .infinity : .nan
        default: sign * (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
      #expect(value == expected || value.isNaN && expected.isNaN, "pattern \(pattern)")
      #expect(value.isNaN || (value.sign == .minus) == (pattern >> 15 == 1))
    }
  }

  @Test func everyBfloatIsConvertedExactly() throws {
    for (pattern, value) in try allPatterns("BF16").enumerated() {
      // The upper half of a 32-bit float: 8 bits of exponent with bias 127, 7 bits of fraction.
      let sign: Float = pattern >> 15 == 0 ? 1 : -1
      let exponent = pattern >> 7 & 255
      let fraction = Float(pattern & 127) / 128
      let expected: Float =
        switch exponent {
        case 0: sign * fraction * 0x1p-126
        case 255: fraction == 0 ? sign * .infinity : .nan
        default:
          sign * (1 + fraction) * Float(sign: .plus, exponent: exponent - 127, significand: 1)
        }
      #expect(value == expected || value.isNaN && expected.isNaN, "pattern \(pattern)")
    }
  }

  @Test func floatsKeepTheirBits() throws {
    let patterns: [UInt32] = [
      0, 0x8000_0000, 1, 0x3f80_0001, 0x7f7f_ffff, 0xff80_0000, 0x7fc0_0001,
    ]
    let data = patterns.flatMap { WeightsFiles.littleEndian(Int($0), 4) }
    let file = try SafetensorsFile(
      WeightsFiles.safetensors("{\"a\":\(entry(0, data.count, "[7]"))}", data: data))
    #expect(file.tensors["a"]?.values.map(\.bitPattern) == patterns)
  }

  @Test func metadataAndOddShapesAreRead() throws {
    let header = """
      {"__metadata__":{"licence":"CC0"},"one":\(entry(0, 4, "[]")),"none":\(entry(0, 0, "[0,3]")),\
      "two":\(entry(4, 12, "[1,2]"))}   
      """
    let file = try SafetensorsFile(
      WeightsFiles.safetensors(header, data: [UInt8](repeating: 0, count: 12)))
    #expect(file.metadata == ["licence": "CC0"])
    #expect(
      file.tensors == [
        "one": TensorData(shape: [], values: [0]), "none": TensorData(shape: [0, 3], values: []),
        "two": TensorData(shape: [1, 2], values: [0, 0]),
      ])
  }

  @Test(arguments: [
    ("{\"a\":A,\"b\":B}", 0, 8, 8, 16, "[2]", ""),
    ("{\"a\":A,\"b\":B}", 0, 8, 4, 12, "[2]", "tensor 'b' begins at byte 4"),
    ("{\"a\":A,\"b\":B}", 0, 8, 12, 20, "[2]", "tensor 'b' begins at byte 12"),
    ("{\"a\":A,\"b\":B}", 4, 12, 12, 20, "[2]", "tensor 'a' begins at byte 4"),
    (
      "{\"a\":A,\"b\":B}", 0, 8, 0, 8, "[2]",
      "begins at byte 0 of the data; the one before ends at 8"
    ),
    ("{\"a\":A}", 0, 8, 0, 0, "[2]", "8 bytes after the last tensor"),
    (
      "{\"a\":A,\"b\":B}", 0, 8, 8, 20, "[2]",
      "tensor 'b': 12 bytes, but its shape and dtype need 8"
    ),
    ("{\"a\":A,\"b\":B}", 8, 0, 8, 16, "[2]", "tensor 'a': data_offsets are not a range"),
    ("{\"a\":A,\"b\":B}", -8, 0, 8, 16, "[2]", "tensor 'a': data_offsets are not a range"),
    ("{\"a\":A}", 0, 16, 0, 0, "[-2,-2]", "tensor 'a': impossible shape"),
    ("{\"a\":A}", 0, 16, 0, 0, "[4294967296,4294967296]", "tensor 'a': impossible shape"),
    ("{\"a\":A}", 0, 16, 0, 0, "[9223372036854775807]", "tensor 'a': impossible shape"),
    ("{\"a\":A}", 0, 4, 0, 0, "[1,1,1,1,1,1,1,1,1]", "tensor 'a': impossible shape"),
    ("{\"a\":A}", 0, 16, 0, 0, "[9223372036854775808]", "tensor 'a': the header lacks a proper"),
    ("{\"a\":A}", 0, 268_435_456, 0, 0, "[67108864]", "tensor 'a' ends at byte 268435456"),
  ])
  func rangesMustTileTheData(
    template: String, aBegin: Int, aEnd: Int, bBegin: Int, bEnd: Int, shape: String, refusal: String
  ) throws {
    let header =
      template.replacing("A", with: entry(aBegin, aEnd, shape))
      .replacing("B", with: entry(bBegin, bEnd, shape))
    let bytes = WeightsFiles.safetensors(header, data: [UInt8](repeating: 0, count: 16))
    if refusal.isEmpty {
      _ = try SafetensorsFile(bytes)
    } else {
      WeightsFiles.expectRefusal(refusal) { _ = try SafetensorsFile(bytes) }
    }
  }

  @Test(arguments: [
    ("", "the header is not JSON"),
    ("{", "the header is not JSON"),
    ("{}}", "the header is not JSON"),
    ("[1]", "not that of a safetensors file"),
    ("{\"a\":1}", "tensor 'a': the header lacks a proper dtype"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "tensor 'a': the header lacks a proper dtype"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
      "tensor 'a': data_offsets are not a range"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[0.5],\"data_offsets\":[0,4]}}",
      "tensor 'a': the header lacks a proper dtype"
    ),
    (
      "{\"\\u001b[31m\\n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
      "tensor '\\u{1b}[31m\\u{a}': dtype 'I64' is not F32, F16 or BF16"
    ),
    ("{\"__metadata__\":{\"epoch\":3}}", "__metadata__ is not a map of texts"),
    (String(repeating: "[", count: 100_000), "the header is not JSON"),
    (String(repeating: "{\"a\":", count: 100_000), "the header is not JSON"),
  ])
  func headersThatAreNotOfThisFormatAreRefused(header: String, refusal: String) {
    WeightsFiles.expectRefusal(refusal) {
      _ = try SafetensorsFile(WeightsFiles.safetensors(header))
    }
  }

  @Test(arguments: [
    (3, "has 2 left"), (1 << 20, "has 2 left"), (1 << 20 + 1, "too many"), (-1, "too many"),
    (Int.max, "too many"), (0, "the header is not JSON"),
  ])
  func theHeadersLengthIsChecked(claimed: Int, refusal: String) {
    WeightsFiles.expectRefusal(refusal) {
      _ = try SafetensorsFile(WeightsFiles.safetensors("{}", claimedLength: claimed))
    }
  }
}
