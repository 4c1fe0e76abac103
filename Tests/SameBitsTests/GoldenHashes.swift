import Glibc
import RLFNTestSupport

/// The values in Golden/set5-x4.txt: lines of checkpoint, picture, SHA-256 of the planes, SHA-256 of the 8-bit pixels.
struct GoldenHashes {
  private var hashes: [[String]: Set5Picture.Hashes] = [:]

  init() {
    let path = Shared.packageRoot + "/Tests/SameBitsTests/Golden/set5-x4.txt"
    guard let file = fopen(path, "r") else { return }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let text = line {
      let words = String(cString: text).split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count == 4 else { continue }
      hashes[[words[0], words[1]]] = Set5Picture.Hashes(planes: words[2], bytes: words[3])
    }
  }

  subscript(checkpoint: String, picture: String) -> Set5Picture.Hashes? {
    hashes[[checkpoint, picture]]
  }
}
