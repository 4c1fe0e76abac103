/// Reads little-endian numbers and runs of bytes from a range of a file, never past its end.
struct ByteReader {
  /// Where the next byte is, counted from the file's start.
  private(set) var offset: Int
  private let bytes: [UInt8]
  private let end: Int
  private let place: String

  /// A reader of `range`, which must lie within `bytes`; `place` names it in errors.
  init(_ bytes: [UInt8], _ range: Range<Int>, place: String) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the file")
    self.bytes = bytes
    self.place = place
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset == end }

  /// The next `count` bytes.
  mutating func run(_ count: Int) throws(EngineError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= end - offset else {
      throw .weights("\(place) ends early, at byte \(end)")
    }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  mutating func skip(_ count: Int) throws(EngineError) { _ = try run(count) }

  mutating func byte() throws(EngineError) -> UInt8 {
    let run = try run(1)
    return run[run.startIndex]
  }

  /// An unsigned number of `byteCount` bytes, at most 8; one that no offset can have is refused.
  mutating func number(_ byteCount: Int) throws(EngineError) -> Int {
    let value = try run(byteCount).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let number = Int(exactly: value) else {
      throw .weights("\(place): the number before byte \(offset) is too large")
    }
    return number
  }

  /// A UTF-8 text of `byteCount` bytes.
  mutating func text(_ byteCount: Int) throws(EngineError) -> String {
    guard let text = String(validating: try run(byteCount), as: UTF8.self) else {
      throw .weights("\(place): the text before byte \(offset) is not UTF-8")
    }
    return text
  }

  /// A UTF-8 text up to the next line feed, which is passed over.
  mutating func line() throws(EngineError) -> String {
    guard let lineEnd = bytes[offset..<end].firstIndex(of: UInt8(ascii: "\n")) else {
      throw .weights("\(place) ends early, within a line")
    }
    let line = try text(lineEnd - offset)
    offset += 1
    return line
  }
}
