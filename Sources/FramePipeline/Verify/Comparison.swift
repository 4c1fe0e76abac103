/// Compares the facts of two files, property by property. Extensions hold the parts.
struct Comparison {
  let before: FileFacts
  let after: FileFacts
  let expectation: Verification.Expectation
  /// What the output's container can hold.
  let container: ContainerAbilities
  /// The unit of all times here.
  let clock: CommonClock
  /// Streams of the input that are not in the output, by their index.
  var lostStreams: Set<Int> = []
  /// What has been found so far.
  private(set) var checks: [Verification.Check] = []

  /// A comparison of an input and an output.
  init(_ before: FileFacts, _ after: FileFacts, _ expectation: Verification.Expectation) {
    self.before = before
    self.after = after
    self.expectation = expectation
    container = after.container
    clock = CommonClock(
      [before, after].flatMap { facts in
        facts.streams.map(\.timeBase) + facts.chapters.map(\.timeBase)
          + [facts.picture.timeBase, facts.container.startUnit].compactMap { $0 }
      })
  }

  /// Does all of it.
  mutating func run() {
    compareFrames()
    compareShape()
    comparePixels()
    compareLook()
    compareColors()
    compareStreams()
    compareFile()
  }

  /// Adds what was found of a property.
  mutating func add(
    _ name: String, _ input: String, _ output: String, _ verdict: Verification.Verdict,
    _ note: String? = nil
  ) {
    checks.append(
      Verification.Check(name: name, input: input, output: output, verdict: verdict, note: note))
  }

  /// Compares what both say in words. What neither says is no property of the file.
  mutating func compare(
    _ name: String, _ input: String?, _ output: String?, canHold: Bool = true
  ) {
    switch (input, output) {
    case (nil, nil): return
    case (let input, let output) where input == output:
      add(name, input ?? "", output ?? "", .same)
    case (nil, let output): add(name, "", output ?? "", .added)
    case (let input, nil):
      add(name, input ?? "", "", canHold ? .missing : .notInThisContainer)
    case (let input, let output):
      add(name, input ?? "", output ?? "", canHold ? .different : .notInThisContainer)
    }
  }

  /// When the first frame of a file's picture is shown: what all other times are measured from.
  func origin(_ facts: FileFacts) -> Int128 {
    guard let base = facts.picture.timeBase, let time = facts.picture.frames.first?.time else {
      return 0
    }
    return clock.units(time, base)
  }

  /// By how much the times of an input that counts in that unit may lie beside the true ones: Matroska rounds them to
  /// milliseconds, coarser clocks are those of the frames.
  func rounding(_ base: Rational) -> Int128 { min(tick(base), clock.unitsPerSecond / 1000) }

  /// Units in a tick of a time base, at least one.
  func tick(_ base: Rational) -> Int128 { max(clock.units(1, base), 1) }

  /// A span of time as a check tells it.
  func text(_ units: Int128) -> String { clock.text(units) }
}
