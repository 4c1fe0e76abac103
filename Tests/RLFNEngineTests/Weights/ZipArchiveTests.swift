import RLFNEngine
import Testing

/// Archives that are not as `torch.save` writes them; the pickle inside would be fine.
@Suite struct ZipArchiveTests {
  private static let members = [
    ("a/data.pkl", PthBuilder.pickle(PthBuilder.dictionary([]))), ("a/data/0", [1, 2, 3, 4]),
  ]

  private func expectRefusal(
    _ part: String, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    WeightsFiles.expectRefusal(part, sourceLocation: sourceLocation) { _ = try PthFile(bytes) }
  }

  /// Sets two bytes of a header to a number.
  private func set(_ offset: Int, _ value: Int) -> (inout [UInt8]) -> Void {
    { $0.replaceSubrange(offset..<offset + 2, with: WeightsFiles.littleEndian(value, 2)) }
  }

  @Test func anIntactArchiveIsRead() throws {
    #expect(try PthFile(PthBuilder.archive(Self.members)).tensors.isEmpty)
  }

  @Test func compressedAndEncryptedMembersAreRefused() {
    expectRefusal(
      "'a/data.pkl' is compressed (method 8)",
      PthBuilder.archive(Self.members, changeCentral: set(10, 8)))
    expectRefusal(
      "'a/data.pkl' is encrypted", PthBuilder.archive(Self.members, changeCentral: set(8, 1)))
  }

  @Test(arguments: [(6, 1), (8, 8), (14, 7), (18, 7), (22, 7), (30, 7)])
  func aLocalHeaderMustAgreeWithTheDirectory(offset: Int, value: Int) {
    expectRefusal(
      "disagree", PthBuilder.archive(Self.members, changeLocal: set(offset, value)))
  }

  @Test func damagedBytesAreFoundByTheirChecksum() throws {
    var bytes = PthBuilder.archive(Self.members)
    let place = try #require(bytes.firstRange(of: [1, 2, 3, 4])).lowerBound
    bytes[place] ^= 0x10
    expectRefusal("'a/data/0' is damaged: its CRC-32 differs", bytes)
  }

  @Test func membersMayNotOverlapOrBeThereTwice() {
    // Both entries of the directory point to the first member.
    expectRefusal(
      "overlaps the one before it",
      PthBuilder.archive(
        [Self.members[0], Self.members[0]], changeCentral: set(42, 0)))
    expectRefusal("is there twice", PthBuilder.archive([Self.members[0], Self.members[0]]))
  }

  @Test func sizesAndOffsetsStayInsideTheFile() {
    let huge = [UInt8](repeating: 0xff, count: 4)
    func change(_ offset: Int) -> (inout [UInt8]) -> Void {
      { $0.replaceSubrange(offset..<offset + 4, with: huge) }
    }
    // A full field asks for 64-bit values, which are not there.
    expectRefusal("ends early", PthBuilder.archive(Self.members, changeCentral: change(24)))
    expectRefusal("ends early", PthBuilder.archive(Self.members, changeCentral: change(42)))
    expectRefusal(
      "lies outside the file",
      PthBuilder.archive(Self.members, changeCentral: set(44, 0x7fff)))
    expectRefusal(
      "two sizes", PthBuilder.archive(Self.members, changeCentral: set(20, 0x7fff)))
  }

  @Test func theEndRecordIsChecked() {
    let intact = PthBuilder.archive(Self.members)
    let end = intact.count - 22
    func changed(_ offset: Int, _ value: [UInt8]) -> [UInt8] {
      var bytes = intact
      bytes.replaceSubrange(end + offset..<end + offset + value.count, with: value)
      return bytes
    }
    expectRefusal("the archive has no directory", Array(intact.dropLast()))
    expectRefusal("the archive has no directory", intact + [0])
    expectRefusal("several parts", changed(4, [1]))
    expectRefusal("several parts", changed(8, [1]))
    expectRefusal("more than its 1 members", changed(8, [1, 0, 1, 0]))
    expectRefusal("the archive's directory ends early", changed(8, [3, 0, 3, 0]))
    expectRefusal("too many", changed(8, [0xfe, 0xff, 0xfe, 0xff]))
    expectRefusal("64-bit end record is missing", changed(8, [0xff, 0xff, 0xff, 0xff]))
    expectRefusal("64-bit end record is missing", changed(16, [0xff, 0xff, 0xff, 0xff]))
    expectRefusal("lies outside the file", changed(16, [0xff, 0xff, 0xff, 0x7f]))
    expectRefusal("lies outside the file", changed(12, [0xff, 0xff, 0xff, 0x7f]))
  }
}
