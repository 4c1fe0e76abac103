import FoundationEssentials
import RLFNTestSupport

/// What `rlfn-video verify --json` prints.
struct VerifyReport: Decodable {
  struct Check: Decodable {
    let name: String
    let input: String
    let output: String
    let verdict: String
    let note: String?
  }

  let input: String
  let output: String
  let isEqual: Bool
  let checks: [Check]

  /// The verdict of a check; nil where there is none of that name.
  func verdict(_ name: String) -> String? { checks.first { $0.name == name }?.verdict }

  /// Names and verdicts of all checks that tell of a loss.
  var losses: [String] {
    checks.filter { !["same", "rounded", "converted"].contains($0.verdict) }
      .map { "\($0.name): \($0.verdict)" }
  }
}

extension TemporaryFolder {
  /// Runs `verify`; the exit code, and the report where there is one.
  func verify(_ input: String, _ output: String, _ options: [String] = [])
    -> (exitCode: Int32, report: VerifyReport?)
  {
    let result = Subprocess(["verify", input, output, "--json"] + options, in: self).wait()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let report = try? decoder.decode(
      VerifyReport.self, from: Data(result.output.utf8))
    return (result.exitCode, report)
  }

  /// Runs ffmpeg over files of this folder.
  func ffmpeg(_ arguments: String) {
    run(program: "sh", ["-c", "ffmpeg -v error -y \(arguments)"])
  }
}
