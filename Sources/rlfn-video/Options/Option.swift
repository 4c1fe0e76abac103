/// One option of a command: its names, what it takes, what it means and what it sets.
///
/// The parser, the help text and the hints all read this one description.
struct Option<Values: Sendable>: Sendable {
  /// The name behind two dashes; nil where there is only a letter.
  let long: String?
  /// The letter behind one dash.
  let short: Character?
  /// What the help text calls the argument; nil for a switch.
  let argument: String?
  /// What it means, for the help text.
  let help: String
  /// Puts the argument ("" for a switch) into the values.
  let apply: @Sendable (inout Values, String) throws(InvalidValue) -> Void

  /// How messages name it.
  var name: String { long.map { "--" + $0 } ?? short.map { "-\($0)" } ?? "" }

  /// An option whose argument `parse` reads.
  static func value<Value>(
    _ long: String, letter short: Character? = nil, _ argument: String, _ help: String,
    _ target: Target<Value>,
    _ parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
  ) -> Self {
    Self(long: long, short: short, argument: argument, help: help) {
      (values: inout Values, text: String) throws(InvalidValue) in
      values[keyPath: target] = try parse(text)
    }
  }

  /// An option that may be repeated.
  static func list<Value>(
    _ long: String, letter short: Character? = nil, _ argument: String, _ help: String,
    _ target: Target<[Value]>,
    _ parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
  ) -> Self {
    Self(long: long, short: short, argument: argument, help: help) {
      (values: inout Values, text: String) throws(InvalidValue) in
      values[keyPath: target].append(try parse(text))
    }
  }

  /// A switch that sets `value`.
  static func flag<Value: Sendable>(
    _ long: String?, letter short: Character? = nil, _ help: String,
    _ target: Target<Value>, _ value: Value
  ) -> Self {
    Self(long: long, short: short, argument: nil, help: help) {
      (values: inout Values, _: String) throws(InvalidValue) in
      values[keyPath: target] = value
    }
  }
}

/// Options under one heading of the help text.
struct OptionGroup<Values: Sendable>: Sendable {
  /// The heading.
  let title: String
  /// The options, in the order in which they are shown.
  let options: [Option<Values>]
}

/// An option's argument that cannot be what it should be.
package struct InvalidValue: Error {
  /// What is wrong, to be put behind the option's name.
  let reason: String
  /// What would be right.
  var hint: String?
}
