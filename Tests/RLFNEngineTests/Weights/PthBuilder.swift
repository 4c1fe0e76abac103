/// Writes checkpoints as `torch.save` lays them out, and ones that it would never write.
enum PthBuilder {
  /// A zip archive without compression; `change` may alter a member's central directory entry (from its
  /// signature to its name's end) or its local header.
  static func archive(
    _ members: [(name: String, bytes: [UInt8])],
    changeLocal: (inout [UInt8]) -> Void = { _ in },
    changeCentral: (inout [UInt8]) -> Void = { _ in }
  ) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      // Flags, method, time, date, checksum, sizes, lengths: the same in both headers.
      let common =
        le(0, 2) + le(0, 2) + le(0, 4) + le(Int(checksum(bytes)), 4) + le(bytes.count, 4)
        + le(bytes.count, 4) + le(name.utf8.count, 2) + le(0, 2)
      var central =
        [0x50, 0x4b, 1, 2] + le(0, 4) + common + le(0, 10) + le(file.count, 4) + Array(name.utf8)
      changeCentral(&central)
      directory += central
      var local = [0x50, 0x4b, 3, 4] + le(0, 2) + common + Array(name.utf8)
      changeLocal(&local)
      file += local + bytes
    }
    let count = le(members.count, 2)
    return file + directory + [0x50, 0x4b, 5, 6] + le(0, 4) + count + count
      + le(directory.count, 4) + le(file.count, 4) + le(0, 2)
  }

  /// An archive with that pickle and one storage of four floats: 0, 1, 2, 3.
  static func checkpoint(_ pickle: [UInt8]) -> [UInt8] {
    let values = (0..<4).flatMap { le(Int(Float($0).bitPattern), 4) }
    return archive([("a/data.pkl", pickle), ("a/data/0", values)])
  }

  /// A pickle of protocol 2 with that body: `.` (STOP) follows it.
  static func pickle(_ body: [UInt8]) -> [UInt8] { [0x80, 2] + body + text(".") }

  /// A pickled dictionary of those keys and values.
  static func dictionary(_ items: [(name: String, value: [UInt8])]) -> [UInt8] {
    text("}(") + items.flatMap { string($0.name) + $0.value } + text("u")
  }

  /// A pickled tensor, as PyTorch describes one.
  static func tensor(
    shape: [Int], strides: [Int], offset: Int = 0, type: String = "FloatStorage",
    key: String = "0", count: Int = 4
  ) -> [UInt8] {
    let storage =
      text("(") + string("storage") + global("torch", type) + string(key) + string("cpu")
      + integer(count) + text("tQ")
    return global("torch._utils", "_rebuild_tensor_v2") + text("(") + storage + integer(offset)
      + tuple(shape) + tuple(strides) + [0x89] + global("collections", "OrderedDict") + text(")RtR")
  }

  static func text(_ text: String) -> [UInt8] { Array(text.utf8) }
  static func string(_ value: String) -> [UInt8] {
    text("X") + le(value.utf8.count, 4) + text(value)
  }
  static func integer(_ value: Int) -> [UInt8] { [0x8a, 8] + le(value, 8) }
  static func tuple(_ values: [Int]) -> [UInt8] {
    text("(") + values.flatMap { integer($0) } + text("t")
  }
  static func global(_ module: String, _ name: String) -> [UInt8] { text("c\(module)\n\(name)\n") }

  private static func le(_ number: Int, _ byteCount: Int) -> [UInt8] {
    WeightsFiles.littleEndian(number, byteCount)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1
      }
    }
  }
}
