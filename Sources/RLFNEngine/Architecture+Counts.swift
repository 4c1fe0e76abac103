extension Architecture {
  /// The four figures by which the NTIRE 2022 challenge on efficient super-resolution compares networks,
  /// counted as its script does.
  public struct Counts: Sendable, Hashable {
    /// Weights and biases.
    public let parameters: Int
    /// Multiply-adds for one frame: those of the convolutions without their biases, and one for each
    /// value that a LeakyReLU passes. The report's tables call them "FLOPs".
    public let multiplyAdds: Int
    /// Values in the outputs of all convolutions.
    public let activations: Int
    /// Number of convolutions.
    public let convolutions: Int
  }

  /// The figures for a frame of that size in input pixels; 256x256 in the report's tables.
  ///
  /// A side below `minimumSide` counts as `minimumSide`, to which the network pads it.
  public func counts(width: Int = 256, height: Int = 256) -> Counts {
    let layers = convolutions
    var multiplyAdds = 0
    var activations = 0
    for layer in layers {
      let values = layer.outputChannels * layer.resolution.pixels(width: width, height: height)
      multiplyAdds += values * layer.inputChannels * layer.kernelSize * layer.kernelSize
      if layer.isActivated { multiplyAdds += values }
      activations += values
    }
    return Counts(
      parameters: layers.reduce(0) { $0 + $1.parameters }, multiplyAdds: multiplyAdds,
      activations: activations, convolutions: layers.count)
  }
}

extension ConvolutionLayer.Resolution {
  /// Pixels of a map of this kind, for a frame of `width` x `height` input pixels.
  func pixels(width: Int, height: Int) -> Int {
    let width = max(width, Architecture.minimumSide)
    let height = max(height, Architecture.minimumSide)
    let (columns, rows) = (
      Architecture.attentionSide(of: width), Architecture.attentionSide(of: height)
    )
    return switch self {
    case .frame: width * height
    case .attentionStrided: columns.strided * rows.strided
    case .attentionPooled: columns.pooled * rows.pooled
    }
  }
}
