import CFFmpeg

/// Tags as they are compared.
enum Tags {
  /// The tags of a dictionary by their keys in lower case, without those that speak of the container or the program that
  /// made it.
  static func read(_ dictionary: OpaquePointer?) -> [String: String] {
    var result: [String: String] = [:]
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
      entry = next
      let key = String(cString: next.pointee.key).lowercased()
      if !isTechnical(key) { result[key] = value(of: key, String(cString: next.pointee.value)) }
    }
    // A tag in one language, `title-eng`, beside the same without it says nothing new.
    return result.filter { key, value in
      guard let dash = key.lastIndex(of: "-"), key.distance(from: dash, to: key.endIndex) == 4
      else {
        return true
      }
      return result[String(key[..<dash])] != value
    }
  }

  /// A tag's value, in one of the ways in which containers write dates and places.
  private static func value(of key: String, _ text: String) -> String {
    if key == "creation_time" {
      let digits = text.filter(\.isNumber).prefix(14)
      return digits.count == 14 ? String(digits) : text
    }
    guard key.hasPrefix("location") else { return text }
    // Degrees with their sign in front, with as many digits as containers like.
    var numbers: [String] = []
    for character in text where character != "/" {
      if "+-".contains(character) || numbers.isEmpty { numbers.append("") }
      numbers[numbers.count - 1].append(character)
    }
    let degrees = numbers.compactMap { Double($0) }
    guard degrees.count == numbers.count else { return text }
    return degrees.map { "\(($0 * 1000).rounded() / 1000)" }.joined(separator: ", ")
  }

  private static func isTechnical(_ key: String) -> Bool {
    [
      "major_brand", "minor_version", "compatible_brands", "encoder", "software", "handler_name",
      "vendor_id", "duration", "rotate", "alpha_mode", "bps", "number_of_frames",
      "number_of_bytes",
    ].contains(key)
      || ["_statistics_", "bps-", "number_of_frames-", "number_of_bytes-"]
        .contains { key.hasPrefix($0) }
  }
}
