import FoundationEssentials

extension Encodable {
  /// The value as JSON: names in snake case and alphabetical order, so that output can be compared.
  ///
  /// For values of texts and finite numbers, which always encode.
  func jsonText(isPretty: Bool) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    guard let data = try? encoder.encode(self) else {
      preconditionFailure("a number is not finite")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
