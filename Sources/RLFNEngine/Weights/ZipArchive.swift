/// The members of a zip archive without compression, as `torch.save` writes it.
///
/// Checked on opening: the directory's place and count; for each member its local header against the
/// directory, its range, which overlaps no other, and its CRC-32. Compressed and encrypted members are
/// refused. Reference: PKWARE's APPNOTE, 4.3 and 4.5.3.
struct ZipArchive {
  /// Where each member's bytes lie in the file.
  let members: [String: Range<Int>]

  /// Reads the directory of the archive that fills `bytes`.
  init(_ bytes: [UInt8]) throws(EngineError) {
    let directory = try ZipDirectory(bytes)
    var reader = ByteReader(bytes, directory.range, place: "the archive's directory")
    var found: [(member: ZipMember, data: Range<Int>)] = []
    for _ in 0..<directory.count {
      let member = try ZipMember(from: &reader)
      found.append((member, try member.dataRange(in: bytes, before: directory.range.lowerBound)))
    }
    guard reader.isAtEnd else {
      throw .weights("the archive's directory has more than its \(directory.count) members")
    }
    found.sort { $0.member.headerOffset < $1.member.headerOffset }
    // Members that lie apart are together no longer than the file: that bounds the checksums' work.
    var end = 0
    var members: [String: Range<Int>] = [:]
    for (member, data) in found {
      guard member.headerOffset >= end else {
        throw .weights("\(member.place) overlaps the one before it")
      }
      end = data.upperBound
      guard members.updateValue(data, forKey: member.name) == nil else {
        throw .weights("\(member.place) is there twice")
      }
      guard Int(Crc32.checksum(of: bytes[data])) == member.checksum else {
        throw .weights("\(member.place) is damaged: its CRC-32 differs")
      }
    }
    self.members = members
  }
}
