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
    let report = InfoReport(
      try options.model.architecture(), media: try options.input.map(summary(of:)))
    Console.printResult(options.isJSON ? report.jsonText(isPretty: true) + "\n" : report.text)
    return .done
  }

  private static func summary(of input: String) throws(CommandError) -> MediaSummary {
    do throws(PipelineError) { return try MediaSummary(of: .only(input)) } catch {
      throw CommandError(error)
    }
  }
}
