import FoundationEssentials
import FramePipeline
import RLFNEngine

/// `rlfn-video info`: the figures of a network, and what an input holds.
enum InfoCommand {
  /// Runs the command with these arguments.
  static func run(_ arguments: [String], console: Console) throws(CommandError) -> ExitCode {
    var options = InfoOptions()
    try OptionParser(InfoOptions.groups).parse(arguments, into: &options)
    if options.wantsHelp {
      Console.printResult(InfoOptions.help)
      return .done
    }
    let report = InfoReport(try options.model.architecture())
    Console.printResult(options.isJSON ? json(report) : report.text)
    return .done
  }

  private static func json(_ report: InfoReport) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Integers and names always encode.
    guard let data = try? encoder.encode(report) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
