/// One convolution of a network: what its tensors are called, their shapes, and where it runs.
///
/// The list of them (`Architecture.convolutions`) is the one description that reading weights, counting
/// and packing share.
public struct ConvolutionLayer: Sendable, Hashable {
  /// The size of the maps that a layer writes.
  public enum Resolution: Sendable, Hashable {
    /// That of the input frame.
    case frame
    /// Attention's maps after its convolution with stride 2.
    case attentionStrided
    /// Attention's maps after pooling.
    case attentionPooled
  }

  /// The tensors' common name (`block_1.c1_r`); `.weight` and `.bias` follow it in a file.
  public let name: String
  /// Channels in.
  public let inputChannels: Int
  /// Channels out.
  public let outputChannels: Int
  /// Rows and columns of the kernel: 1 or 3.
  public let kernelSize: Int
  /// 1, or 2 in attention's second layer.
  public let stride: Int
  /// Rows and columns of zeros around the input.
  public let padding: Int
  /// The size of its output.
  public let resolution: Resolution
  /// Whether a LeakyReLU (slope 0.05) follows.
  public let isActivated: Bool

  /// The name and shape (out, in, rows, columns) of the kernel in a file.
  public var weight: (name: String, shape: [Int]) {
    (name + ".weight", [outputChannels, inputChannels, kernelSize, kernelSize])
  }

  /// The name and shape of the bias in a file.
  public var bias: (name: String, shape: [Int]) { (name + ".bias", [outputChannels]) }

  /// Weights and biases.
  public var parameters: Int {
    outputChannels * (inputChannels * kernelSize * kernelSize + 1)
  }

  init(
    _ name: String, _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int, stride: Int = 1,
    isPadded: Bool = true, resolution: Resolution = .frame, isActivated: Bool = false
  ) {
    self.name = name
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    padding = isPadded ? kernelSize / 2 : 0
    self.resolution = resolution
    self.isActivated = isActivated
  }
}

extension Architecture {
  /// Every convolution, in the order in which a frame passes through them.
  ///
  /// The names are those of the published checkpoints.
  public var convolutions: [ConvolutionLayer] {
    var layers = [ConvolutionLayer("conv_1", 3, channels, kernelSize: 3)]
    for block in 1...blocks { layers += convolutions(ofBlock: block) }
    layers.append(ConvolutionLayer("conv_2", channels, channels, kernelSize: 3))
    layers.append(ConvolutionLayer("upsampler.0", channels, 3 * scale * scale, kernelSize: 3))
    return layers
  }

  /// The nine convolutions of one block, the last five of which are its attention; `block` counts from 1.
  public func convolutions(ofBlock block: Int) -> [ConvolutionLayer] {
    let name = "block_\(block)."
    let attention = attentionChannels
    return [
      ConvolutionLayer(name + "c1_r", channels, midChannels, kernelSize: 3, isActivated: true),
      ConvolutionLayer(name + "c2_r", midChannels, midChannels, kernelSize: 3, isActivated: true),
      ConvolutionLayer(name + "c3_r", midChannels, channels, kernelSize: 3, isActivated: true),
      ConvolutionLayer(name + "c5", channels, channels, kernelSize: 1),
      ConvolutionLayer(name + "esa.conv1", channels, attention, kernelSize: 1),
      ConvolutionLayer(
        name + "esa.conv2", attention, attention, kernelSize: 3, stride: 2, isPadded: false,
        resolution: .attentionStrided),
      ConvolutionLayer(
        name + "esa.conv3", attention, attention, kernelSize: 3, resolution: .attentionPooled),
      ConvolutionLayer(name + "esa.conv_f", attention, attention, kernelSize: 1),
      ConvolutionLayer(name + "esa.conv4", attention, channels, kernelSize: 1),
    ]
  }
}
