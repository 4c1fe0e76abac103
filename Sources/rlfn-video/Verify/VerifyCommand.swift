import FramePipeline

/// `rlfn-video verify`: whether a video came out right.
enum VerifyCommand {
  /// Runs the command with these arguments.
  static func run(_ arguments: [String], console: Console) throws(CommandError) -> ExitCode {
    var options = VerifyOptions()
    options.paths = try OptionParser(VerifyOptions.groups)
      .parseKeepingOthers(arguments, into: &options)
    if options.wantsHelp {
      Console.printResult(VerifyOptions.help)
      return .done
    }
    guard options.paths.count == 2 else {
      throw .usage(
        options.paths.count > 2
          ? "unexpected argument '\(options.paths[2])'" : "verify compares two files",
        hint: "rlfn-video verify INPUT OUTPUT")
    }
    let cancellation = Cancellation()
    let signals = Signals(cancellation: cancellation, console: console)
    let verification = try withExtendedLifetime(signals) {
      () throws(CommandError) -> Verification in
      try compare(options, cancellation: cancellation)
    }
    Console.printResult(
      options.isJSON ? verification.jsonText(isPretty: true) + "\n" : verification.text)
    return verification.isEqual ? .done : .failure
  }

  private static func compare(_ options: VerifyOptions, cancellation: Cancellation)
    throws(CommandError) -> Verification
  {
    do throws(PipelineError) {
      return try Verification(
        of: .only(options.paths[0]), and: .only(options.paths[1]),
        expecting: options.job.expectation(scale: options.scale),
        isCancelled: { cancellation.isCancelled })
    } catch { throw CommandError(error, cancellation: cancellation) }
  }
}

extension Verification {
  /// The checks for people: a table, and how many of them came through.
  var text: String {
    var table = TextTable([
      ("property", .left), ("input", .left), ("output", .left), ("verdict", .left),
    ])
    for check in checks {
      let note = check.note.map { " (\($0.printable))" } ?? ""
      table.add([
        check.name.printable, check.input.shortened, check.output.shortened,
        check.verdict.rawValue + note,
      ])
    }
    let lost = checks.filter { !$0.verdict.isEqual }.count
    return table.text + "\n"
      + (lost == 0
        ? "equal: \(checks.count) checks\n" : "\(lost) of \(checks.count) checks differ\n")
  }

  /// What is lost, one sentence each, for those who did not ask for the table.
  var losses: [String] {
    checks.filter { !$0.verdict.isEqual }.map { check in
      let cells = [check.input, check.output].map { $0.isEmpty ? "nothing" : $0.shortened }
      let note = check.note.map { ", \($0)" } ?? ""
      return "\(check.name): \(check.verdict.rawValue) (\(cells[0]) -> \(cells[1])\(note))"
    }
  }
}

extension String {
  /// The text on one line and no wider than a column of a table.
  fileprivate var shortened: String {
    let line = printable
    return line.count > 40 ? line.prefix(39) + "…" : line
  }
}
