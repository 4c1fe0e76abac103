import FramePipeline
import RLFNEngine

/// The figures of a network, as `info --json` prints them; the names are the command line's contract.
struct InfoReport: Encodable {
  /// The size that the figures are counted for, in input pixels.
  struct Size: Encodable {
    let width: Int
    let height: Int
  }

  let model: String
  let scale: Int
  let parameters: Int
  let conv2d: Int
  let macs: Int
  let activations: Int
  let input: Size
  /// What the input holds, where one was given.
  let media: MediaSummary?

  /// The figures of that network for the challenge's input size.
  init(_ architecture: Architecture, media: MediaSummary?) {
    let size = Size(width: 256, height: 256)
    let counts = architecture.counts(width: size.width, height: size.height)
    model = architecture.name
    scale = architecture.scale
    parameters = counts.parameters
    conv2d = counts.convolutions
    macs = counts.multiplyAdds
    activations = counts.activations
    input = size
    self.media = media
  }

  /// The figures for people.
  var text: String {
    var table = TextTable([("model", .left), ("\(model) x\(scale)", .right)])
    table.add(["parameters", Units.large(parameters, per: 1e6, "M", decimals: 3)])
    table.add(["multiply-adds (FLOPs)", Units.large(macs, per: 1e9, "G", decimals: 2)])
    table.add(["activations", Units.large(activations, per: 1e6, "M", decimals: 2)])
    table.add(["convolutions", "\(conv2d)"])
    let network = table.text + "\ncounted for \(input.width)x\(input.height) input pixels\n"
    return network + (media.map { "\n" + $0.text } ?? "")
  }
}

extension MediaSummary {
  /// The summary for people.
  fileprivate var text: String {
    var facts = [
      frames.map { "\($0) frames of \(width)x\(height)" } ?? "frames of \(width)x\(height)",
      codec, pixFmt,
    ]
    if !frameRate.isEmpty {
      let rate = frameRate.hasSuffix("/1") ? String(frameRate.dropLast(2)) : frameRate
      facts.append("\(rate) frames/s")
    }
    if let durationS { facts.append("\(fixed(durationS, 2)) s") }
    var text = path + ": " + facts.filter { !$0.isEmpty }.joined(separator: ", ") + "\n"
    for stream in streams {
      let language = stream.language.map { ", \($0)" } ?? ""
      text += "  stream \(stream.index): \(stream.kind), \(stream.codec)\(language)\n"
    }
    return text
  }
}
