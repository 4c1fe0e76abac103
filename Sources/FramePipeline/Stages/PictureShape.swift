import CFFmpeg
import RLFNEngine

/// How the picture of a frame goes through the pipeline: how it is turned on the way in, and how large it comes out.
package struct PictureShape: Sendable {
  /// How the pixels are turned before the network.
  let orientation: PixelTurn
  /// Pixels in a row before the network, after turning.
  package let width: Int
  /// Rows before the network.
  package let height: Int
  /// Pixels in a row of the output.
  package let outputWidth: Int
  /// Rows of the output.
  package let outputHeight: Int
  /// Width of the output's pixels through their height; 0/1 where the source doesn't tell.
  let aspectRatio: AVRational

  /// The shape for a frame.
  ///
  /// - Parameters:
  ///   - orientation: how the pixels are turned.
  ///   - isShownTransposed: whether a player exchanges rows and columns afterwards, so that the width asked for is a height.
  init(
    of frame: borrowing Frame, orientation: PixelTurn, isShownTransposed: Bool,
    options: JobOptions, scale: Int
  ) {
    self.orientation = orientation
    let isTransposed = orientation.isTransposed
    (width, height) =
      isTransposed ? (frame.height, frame.width) : (frame.width, frame.height)
    let own = frame.pointer.pointee.sample_aspect_ratio
    let ratio = isTransposed ? AVRational(num: own.den, den: own.num) : own
    let isKnown = ratio.num > 0 && ratio.den > 0
    let large = (width: width * scale, height: height * scale)
    let wanted =
      isShownTransposed
      ? (width: options.outputHeight, height: options.outputWidth)
      : (width: options.outputWidth, height: options.outputHeight)
    switch wanted {
    case (nil, nil):
      (outputWidth, outputHeight) = large
    case (let wantedWidth?, nil):
      outputWidth = wantedWidth
      outputHeight = Self.even(Double(large.height) * Double(wantedWidth) / Double(large.width))
    case (nil, let wantedHeight?):
      outputHeight = wantedHeight
      outputWidth = Self.even(Double(large.width) * Double(wantedHeight) / Double(large.height))
    case (let wantedWidth?, let wantedHeight?):
      (outputWidth, outputHeight) = (wantedWidth, wantedHeight)
    }
    let stretch =
      Double(outputWidth) * Double(large.height) / (Double(outputHeight) * Double(large.width))
    // Less than that is the rounding to whole pixels.
    guard abs(stretch - 1) > 0.005 else {
      aspectRatio = isKnown ? ratio : AVRational(num: 0, den: 1)
      return
    }
    var result = AVRational(num: 1, den: 1)
    av_reduce(
      &result.num, &result.den,
      Int64(large.width) * Int64(outputHeight) * Int64(isKnown ? ratio.num : 1),
      Int64(large.height) * Int64(outputWidth) * Int64(isKnown ? ratio.den : 1), 65535)
    aspectRatio = result
  }

  /// The bytes that bringing the network's result to the final size takes.
  func resizingBytes(scale: Int, planes: Int) -> Int {
    let (width, height) = (width * scale, height * scale)
    guard (width, height) != (outputWidth, outputHeight) else { return 0 }
    return PlanarImage.byteCount(width: width, height: height, planes: 1)
      + PlanarImage.byteCount(width: outputWidth, height: outputHeight, planes: planes)
  }

  /// The nearest even number, for encoders that halve the resolution of colours.
  private static func even(_ length: Double) -> Int { max(2, Int((length / 2).rounded()) * 2) }
}
