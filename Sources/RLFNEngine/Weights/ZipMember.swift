/// One entry of an archive's central directory.
struct ZipMember {
  let name: String
  /// The CRC-32 of its bytes.
  let checksum: Int
  private(set) var size: Int
  /// Where its local header begins; its bytes follow.
  private(set) var headerOffset: Int
  private let flags: Int

  /// How errors name it.
  var place: String { "archive member " + EngineError.quoted(name) }

  /// Reads the entry that `reader` stands on.
  init(from reader: inout ByteReader) throws(EngineError) {
    guard try reader.run(4).elementsEqual([0x50, 0x4b, 1, 2]) else {
      throw .weights("the archive's directory is damaged before byte \(reader.offset)")
    }
    try reader.skip(4)
    flags = try reader.number(2)
    let method = try reader.number(2)
    try reader.skip(4)
    checksum = try reader.number(4)
    var storedSize = try reader.number(4)
    size = try reader.number(4)
    let nameLength = try reader.number(2)
    let extraLength = try reader.number(2)
    let commentLength = try reader.number(2)
    try reader.skip(8)
    headerOffset = try reader.number(4)
    name = try reader.text(nameLength)
    var extra = try reader.extra(extraLength)
    // The 64-bit values stand in this order, each only where its 32-bit field is full.
    if size == 0xffff_ffff { size = try extra.number(8) }
    if storedSize == 0xffff_ffff { storedSize = try extra.number(8) }
    if headerOffset == 0xffff_ffff { headerOffset = try extra.number(8) }
    try reader.skip(commentLength)
    guard flags & 1 == 0 else { throw .weights("\(place) is encrypted") }
    guard method == 0 else {
      throw .weights(
        "\(place) is compressed (method \(method)); PyTorch stores without compression",
        hint: "save it again with torch.save, or as .safetensors")
    }
    guard storedSize == size else {
      throw .weights("\(place) has two sizes: \(storedSize) and \(size)")
    }
  }

  /// Where the member's bytes lie, by its local header, which must agree with the directory.
  func dataRange(in bytes: [UInt8], before end: Int) throws(EngineError) -> Range<Int> {
    guard headerOffset <= end else { throw .weights("\(place) lies outside the file") }
    var reader = ByteReader(bytes, headerOffset..<end, place: place)
    guard try reader.run(4).elementsEqual([0x50, 0x4b, 3, 4]) else {
      throw .weights("\(place) has no header at byte \(headerOffset)")
    }
    try reader.skip(2)
    let localFlags = try reader.number(2)
    let method = try reader.number(2)
    try reader.skip(4)
    let local = [try reader.number(4), try reader.number(4), try reader.number(4)]
    let nameLength = try reader.number(2)
    let extraLength = try reader.number(2)
    let isSameName = try reader.run(nameLength).elementsEqual(name.utf8)
    try reader.skip(extraLength)
    // Flag 3 says that checksum and sizes follow the data; they are in the directory anyway.
    let isDeferred = localFlags & 8 != 0 && local == [0, 0, 0]
    let isWide = local[1] == 0xffff_ffff && local[2] == 0xffff_ffff && local[0] == checksum
    guard isSameName, method == 0, localFlags == flags,
      isDeferred || isWide || local == [checksum, size, size]
    else { throw .weights("\(place): its header and the archive's directory disagree") }
    let start = reader.offset
    try reader.skip(size)
    return start..<reader.offset
  }
}

extension ByteReader {
  /// The content of the 64-bit extra field among extra fields of `length` bytes; empty where there is none.
  fileprivate mutating func extra(_ length: Int) throws(EngineError) -> ByteReader {
    let place = "the extra field before byte \(offset + length) of the archive's directory"
    let fields = Array(try run(length))
    var reader = ByteReader(fields, 0..<fields.count, place: place)
    while !reader.isAtEnd {
      let kind = try reader.number(2)
      let size = try reader.number(2)
      let start = reader.offset
      try reader.skip(size)
      if kind == 1 { return ByteReader(fields, start..<reader.offset, place: place) }
    }
    return ByteReader(fields, fields.count..<fields.count, place: place)
  }
}
