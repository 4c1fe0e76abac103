import FoundationEssentials

/// One line of `--progress json`. Fields that do not belong to a type are left out.
struct ProgressRecord: Encodable {
  /// What a line tells of.
  enum Kind: String, Encodable {
    /// A job's frames so far.
    case progress
    /// Something worth knowing.
    case warning
    /// A job's end, good or bad.
    case done, failed, skipped, interrupted
  }

  let type: Kind
  let input: String
  var output: String?
  var job: Int?
  var jobs: Int?
  var framesDone: Int?
  var framesTotal: Int?
  var percent: Double?
  var fps: Double?
  var elapsedS: Double?
  var remainingS: Double?
  var message: String?

  init(_ type: Kind, input: String) {
    self.type = type
    self.input = input
  }

  /// The record as one line, names in snake case and in alphabetical order.
  var line: String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Every field is a finite number or a text, which always encodes.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
