import CGetopt
import FramePipeline
import Glibc

/// Reads a command's arguments with getopt_long, as its table of options says.
///
/// getopt_long keeps its place in global variables, so arguments are read on the main thread only.
struct OptionParser<Values: Sendable> {
  private let options: [Option<Values>]

  /// A parser for these options.
  init(_ groups: [OptionGroup<Values>]) {
    options = groups.flatMap(\.options)
  }

  /// Puts every argument where its option says.
  /// - Throws: a usage error for anything that is no known option with a valid argument.
  func parse(_ arguments: [String], into values: inout Values) throws(CommandError) {
    if let extra = try parseKeepingOthers(arguments, into: &values).first {
      throw .usage(
        "unexpected argument '\(extra)'",
        hint: singleDashHint(arguments)
          ?? "inputs are given with -i; put patterns into quotes: -i 'shots/*.png'")
    }
  }

  /// The same, but arguments that are no options come back in their order.
  func parseKeepingOthers(_ arguments: [String], into values: inout Values)
    throws(CommandError) -> [String]
  {
    let argv = CStrings(["rlfn-video"] + arguments)
    let names = CStrings(options.map { $0.long ?? "" })
    var longOptions: [CGetopt.option] = []
    for (index, option) in options.enumerated() where option.long != nil {
      longOptions.append(
        CGetopt.option(
          name: names.pointers[index],
          has_arg: option.argument == nil ? no_argument : required_argument, flag: nil,
          val: Self.longBase + Int32(index)))
    }
    longOptions.append(CGetopt.option())
    // The colon in front: a missing argument is told apart from an unknown option.
    let letters = options.reduce(into: ":") { text, option in
      guard let short = option.short else { return }
      text += "\(short)" + (option.argument == nil ? "" : ":")
    }

    rlfn_getopt_reset()
    while true {
      let found = getopt_long(argv.count, argv.base, letters, longOptions, nil)
      if found == -1 { break }
      if found == 0x3F || found == 0x3A {
        throw problem(missingArgument: found == 0x3A, at: argv, arguments)
      }
      let option = try self.option(found, arguments)
      let text = rlfn_getopt_argument().map { String(cString: $0) } ?? ""
      do throws(InvalidValue) { try option.apply(&values, text) } catch {
        throw .usage(
          "option \(option.name): \(error.reason)",
          hint: singleDashHint(arguments) ?? error.hint)
      }
    }
    return (Int(rlfn_getopt_index())..<Int(argv.count)).compactMap { argv.string($0) }
  }

  private static var longBase: Int32 { 0x1000 }

  private func option(_ value: Int32, _ arguments: [String]) throws(CommandError)
    -> Option<Values>
  {
    let option =
      value >= Self.longBase
      ? options[Int(value - Self.longBase)]
      : options.first { $0.short?.asciiValue.map(Int32.init) == value }
    guard let option else { throw unknown("-\(Character(UnicodeScalar(UInt8(value))))", arguments) }
    return option
  }

  /// What getopt_long stumbled over.
  private func problem(missingArgument: Bool, at argv: CStrings, _ arguments: [String])
    -> CommandError
  {
    let word = argv.string(Int(rlfn_getopt_index()) - 1) ?? ""
    let culprit = rlfn_getopt_culprit()
    guard culprit != 0 else { return unknown(word.prefix { $0 != "=" }.description, arguments) }
    guard let option = try? option(culprit, arguments) else {
      let letter = culprit < 0x80 ? "-\(Character(UnicodeScalar(UInt8(culprit))))" : word
      return unknown(letter, arguments)
    }
    return missingArgument
      ? .usage("option \(option.name) needs an argument: \(option.argument ?? "")")
      : .usage("option \(option.name) takes no argument")
  }

  private func unknown(_ name: String, _ arguments: [String]) -> CommandError {
    let names = options.compactMap { $0.long }
    let typed = name.drop { $0 == "-" }
    let candidates = names.filter { $0.hasPrefix(typed) }
    if name.hasPrefix("--"), candidates.count > 1 {
      return .usage(
        "option \(name) is ambiguous",
        hint: "it may be \(OptionValue.list(candidates.map { "--" + $0 }))")
    }
    let nearest = NearestName.of(String(typed), among: names)
    return .usage(
      "unknown option \(name)",
      hint: singleDashHint(arguments) ?? nearest.map { "did you mean --\($0)?" }
        ?? "see rlfn-video --help")
  }

  /// Users of ffmpeg write long options with one dash: `-ss 10`.
  private func singleDashHint(_ arguments: [String]) -> String? {
    let names = Set(options.compactMap { $0.long })
    let slip = arguments.first { argument in
      argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.count > 2
        && names.contains(String(argument.dropFirst()))
    }
    return slip.map { "did you mean -\($0)?" }
  }
}

/// Strings as C wants them in an `argv`, for as long as the object lives.
private final class CStrings {
  /// One pointer per string.
  let pointers: [UnsafeMutablePointer<CChar>?]
  /// The array with a null pointer at its end; getopt_long sorts it.
  let base: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  init(_ strings: [String]) {
    pointers = strings.map { strdup($0) }
    base = .allocate(capacity: strings.count + 1)
    for (index, pointer) in pointers.enumerated() { (base + index).initialize(to: pointer) }
    (base + strings.count).initialize(to: nil)
  }

  deinit {
    for pointer in pointers { free(pointer) }
    base.deallocate()
  }

  var count: Int32 { Int32(pointers.count) }

  func string(_ index: Int) -> String? {
    guard (0..<pointers.count).contains(index) else { return nil }
    return base[index].map { String(cString: $0) }
  }
}
