/// Where an archive's central directory lies and how many members it has.
struct ZipDirectory {
  let range: Range<Int>
  let count: Int

  init(_ bytes: [UInt8]) throws(EngineError) {
    guard let end = Self.endRecord(of: bytes) else {
      throw .weights("the archive has no directory: the file is cut off or damaged")
    }
    var reader = ByteReader(bytes, end + 4..<bytes.count, place: "the archive's end record")
    let disks = [try reader.number(2), try reader.number(2)]
    var counts = [try reader.number(2), try reader.number(2)]
    var size = try reader.number(4)
    var start = try reader.number(4)
    if counts.contains(0xffff) || size == 0xffff_ffff || start == 0xffff_ffff {
      (counts, size, start) = try Self.zip64(bytes, before: end)
    } else if disks != [0, 0] {
      throw .weights("the archive is one of several parts")
    }
    guard counts[0] == counts[1] else { throw .weights("the archive is one of several parts") }
    guard counts[0] <= WeightsLimits.tensors else {
      throw .weights("the archive has \(counts[0]) members: too many")
    }
    guard start <= end, size <= end - start else {
      throw .weights("the archive's directory lies outside the file")
    }
    range = start..<start + size
    count = counts[0]
  }

  /// The offset of the last record, whose comment must reach to the end of the file.
  private static func endRecord(of bytes: [UInt8]) -> Int? {
    let length = 22
    guard bytes.count >= length else { return nil }
    let last = bytes.count - length
    return (max(0, last - 0xffff)...last).reversed().first { offset in
      bytes[offset..<offset + 4].elementsEqual([0x50, 0x4b, 5, 6])
        && offset + length + Int(bytes[offset + 20]) + Int(bytes[offset + 21]) << 8 == bytes.count
    }
  }

  /// Counts, size and start from the 64-bit record, whose locator stands right before the last record.
  private static func zip64(_ bytes: [UInt8], before end: Int) throws(EngineError)
    -> (counts: [Int], size: Int, start: Int)
  {
    let place = "the archive's 64-bit end record"
    guard end >= 20 else { throw .weights("\(place) is missing") }
    var locator = ByteReader(bytes, end - 20..<end, place: place)
    let isLocator = try locator.run(4).elementsEqual([0x50, 0x4b, 6, 7])
    try locator.skip(4)
    let record = try locator.number(8)
    guard isLocator, record <= end - 20 else { throw .weights("\(place) is missing") }
    var reader = ByteReader(bytes, record..<end, place: place)
    guard try reader.run(4).elementsEqual([0x50, 0x4b, 6, 6]) else {
      throw .weights("\(place) is missing")
    }
    try reader.skip(20)
    let counts = [try reader.number(8), try reader.number(8)]
    return (counts, try reader.number(8), try reader.number(8))
  }
}
