import Glibc

/// The unit in which an MP4 or MOV file counts where its streams begin: its edit lists are in it, and FFmpeg, which reads
/// it, doesn't tell it.
enum MovieClock {
  /// The unit as the file's header states it; nil where there is no such header.
  static func read(_ path: String) -> Rational? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var place = 0
    while let box = Box(file, at: place) {
      switch box.kind {
      case "moov": place = box.content
      case "mvhd":
        // Two dates of 32 or 64 bits come before it.
        let isLong = number(file, at: box.content, bytes: 1) == 1
        let ticks = number(file, at: box.content + (isLong ? 20 : 12), bytes: 4)
        return ticks.flatMap { (1...Int(Int32.max)).contains($0) ? Rational(1, Int32($0)) : nil }
      default:
        guard box.size >= 8, box.size < 1 << 60 else { return nil }
        place += box.size
      }
    }
    return nil
  }

  private struct Box {
    let kind: String
    /// Bytes, with the head.
    let size: Int
    /// Where what it holds begins.
    let content: Int

    init?(_ file: UnsafeMutablePointer<FILE>, at place: Int) {
      guard let short = number(file, at: place, bytes: 4),
        let name = number(file, at: place + 4, bytes: 4)
      else { return nil }
      kind = String(decoding: (0..<4).map { UInt8(name >> (24 - 8 * $0) & 255) }, as: UTF8.self)
      // A size of 1 is told behind the name; one of 0 reaches to the end of the file.
      size = short == 1 ? number(file, at: place + 8, bytes: 8) ?? 0 : short
      content = place + (short == 1 ? 16 : 8)
    }
  }

  /// A whole number, its highest byte first; nil behind the end of the file.
  private static func number(_ file: UnsafeMutablePointer<FILE>, at place: Int, bytes count: Int)
    -> Int?
  {
    guard fseek(file, place, SEEK_SET) == 0 else { return nil }
    var number: UInt64 = 0
    for _ in 0..<count {
      let byte = fgetc(file)
      guard byte >= 0 else { return nil }
      number = number << 8 | UInt64(byte)
    }
    return Int(truncatingIfNeeded: number)
  }
}
