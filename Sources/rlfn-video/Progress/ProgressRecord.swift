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
}
