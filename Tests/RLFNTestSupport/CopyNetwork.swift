import RLFNEngine

/// A network whose arithmetic only repeats pixels, so that what a program does around the network can be measured.
///
/// Three channels carry red, green and blue past the blocks, whose weights are all zero, and the last layer gives
/// every output pixel the value of its input pixel.
public enum CopyNetwork {
  /// The bytes of a safetensors file with its weights.
  public static func safetensors(scale: Int) -> [UInt8] {
    let architecture = Architecture(channels: 3, midChannels: 1, blocks: 1, scale: scale)
    var entries: [String] = []
    var data: [Float] = []
    for layer in architecture.convolutions {
      for (name, shape) in [layer.weight, layer.bias] {
        var values = [Float](repeating: 0, count: shape.reduce(1, *))
        // The middle of a 3x3 kernel that leads from channel `from` to channel `to`.
        func pass(from: Int, to: Int) { values[(to * 3 + from) * 9 + 4] = 1 }
        if name == "conv_1.weight" {
          for channel in 0..<3 { pass(from: channel, to: channel) }
        } else if name == "upsampler.0.weight" {
          for output in 0..<3 * scale * scale { pass(from: output / (scale * scale), to: output) }
        }
        let begin = data.count * 4
        data += values
        entries.append(
          "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(data.count * 4)]}"
        )
      }
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    let bytes = data.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    return length + header + bytes
  }
}
