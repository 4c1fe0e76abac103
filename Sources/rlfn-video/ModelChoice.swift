import FramePipeline
import RLFNEngine

/// Which network the user wants, and where its weights are.
struct ModelChoice: Sendable {
  /// The network's name; nil takes the built-in one, or what the weights are.
  var model: String?
  /// The scale; nil takes 4, or what the weights are.
  var scale: Int?
  /// A file with weights; nil takes the built-in ones.
  var weightsPath: String?

  /// The network whose weights are in the program.
  static var builtIn: String { Architecture.known[0].name }

  /// The weights chosen.
  /// - Throws: a usage error where name or scale are not those of the weights; `.invalidWeights`.
  func load() throws(CommandError) -> Weights {
    guard let weightsPath else {
      let name = model ?? Self.builtIn
      guard name == Self.builtIn else {
        throw .usage(
          "the weights of model \(name) are not built in",
          hint: "give their file with --weights, or use the built-in \(Self.builtIn)")
      }
      do { return try Weights.builtIn(scale: scale ?? 4) } catch { throw CommandError(error) }
    }
    let weights: Weights
    do { weights = try Weights(contentsOf: weightsPath) } catch { throw CommandError(error) }
    let architecture = weights.architecture
    if let model, model != architecture.name {
      throw .usage(
        "weights '\(weightsPath)' are of model \(architecture.name), not \(model)",
        hint: "leave out -m: the weights tell their model")
    }
    if let scale, scale != architecture.scale {
      throw .usage(
        "weights '\(weightsPath)' make pictures \(architecture.scale) times larger, not \(scale)",
        hint: "use -s \(architecture.scale), or other weights")
    }
    return weights
  }

  /// The network chosen; its weights are read only where they tell what it is.
  func architecture() throws(CommandError) -> Architecture {
    if weightsPath == nil,
      let known = Architecture.known.first(where: { $0.name == model ?? Self.builtIn })
    {
      return known.architecture(scale: scale ?? 4)
    }
    return try load().architecture
  }

  /// The models as a table.
  static var list: String {
    var table = TextTable([
      ("model", .left), ("scales", .left), ("parameters", .right), ("weights", .left),
      ("description", .left),
    ])
    for known in Architecture.known {
      let scales = Architecture.scales
      let parameters = scales.map {
        Units.large(
          known.architecture(scale: $0).counts().parameters, per: 1e6, "M", decimals: 3)
      }
      table.add([
        known.name, scales.map { "x\($0)" }.joined(separator: " "),
        parameters.joined(separator: ", "),
        known.name == builtIn ? "built in" : "--weights FILE", known.summary,
      ])
    }
    return table.text
  }
}

extension RunReport.Model {
  /// What reports say about these weights.
  init(_ weights: Weights) {
    let counts = weights.architecture.counts()
    self.init(
      name: weights.architecture.name, scale: weights.architecture.scale,
      parameters: counts.parameters,
      macsPerPixel: Int((Double(counts.multiplyAdds) / (256 * 256)).rounded()),
      weightsSHA256: weights.sha256)
  }
}
