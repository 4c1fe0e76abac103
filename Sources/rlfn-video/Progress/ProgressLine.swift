import FramePipeline

/// A meter's figures as one line of text.
package enum ProgressLine {
  /// The line for a log: `clip.mkv: 147 of 325 frames (45.2 %), 2.63 frames/s, 1:07 left`.
  package static func log(_ meter: ProgressMeter, label: String) -> String {
    label + ": " + figures(meter).joined(separator: ", ")
  }

  /// The line for a terminal of that many columns: a label and a bar as far as there is room.
  package static func bar(_ meter: ProgressMeter, label: String, columns: Int) -> String {
    // The last column stays free: some terminals wrap when it is written.
    let width = max(1, columns - 1)
    var figures = figures(meter)
    while figures.count > 1, figures.joined(separator: "  ").count > width { figures.removeLast() }
    let right = figures.joined(separator: "  ")
    var left = ""
    let spare = width - right.count
    if spare >= 24 {
      let name = shortened(label, to: max(12, spare / 2 - 2))
      left = name + "  "
      if let share = meter.share, case let cells = min(40, spare - left.count - 4), cells >= 8 {
        let done = Int(share * Double(cells))
        left +=
          "[" + String(repeating: "#", count: done) + String(repeating: "-", count: cells - done)
          + "]  "
      }
    }
    return String((left + right).prefix(width))
  }

  private static func figures(_ meter: ProgressMeter) -> [String] {
    var figures: [String] = []
    if let total = meter.total, let share = meter.share {
      figures.append(
        "\(meter.frames) of \(counted(total, "frame")) (\(fixed(share * 100, 1)) %)")
    } else {
      figures.append(counted(meter.frames, "frame"))
    }
    if let rate = meter.rate { figures.append(fixed(rate, 2) + " frames/s") }
    if let left = meter.secondsLeft {
      figures.append(Units.clock(left) + " left")
    } else {
      figures.append(Units.clock(meter.seconds))
    }
    return figures
  }

  /// The text without its middle if it is too long: beginning and end of file names tell them apart.
  private static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    let end = (width - 3) / 2
    return text.prefix(width - 3 - end) + "..." + text.suffix(end)
  }
}
