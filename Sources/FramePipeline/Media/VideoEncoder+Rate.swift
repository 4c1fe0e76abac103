import CFFmpeg

/// Units of time of encoders that don't take those of every source.
extension VideoEncoder {
  /// Units that a second has at most in MPEG-4 part 2.
  private static let mostMPEG4Units: Int32 = 65535

  /// The unit of times: the frames' own, so that none is rounded; one frame where frames are only counted. Where the
  /// frames' own is too fine for MPEG-4, the finest in which a frame lasts a whole number of units.
  static func timeBase(
    _ first: borrowing FrameProperties, _ frameRate: Rational?, _ container: ContainerFormat,
    _ codec: UnsafePointer<AVCodec>
  ) -> Rational {
    guard let frameRate else { return first.timeBase }
    if countsFrames(container, codec) {
      return Rational(frameRate.denominator, frameRate.numerator)
    }
    guard codec.pointee.id == AV_CODEC_ID_MPEG4, first.timeBase.denominator > mostMPEG4Units else {
      return first.timeBase
    }
    let unitsOfFrame = max(mostMPEG4Units / frameRate.numerator, 1)
    return Rational(frameRate.denominator, frameRate.numerator * unitsOfFrame)
  }

  /// Whether frames have no times of their own, because the container has none, or the codec (MPEG-1 and 2) a list of rates.
  static func countsFrames(_ container: ContainerFormat, _ codec: UnsafePointer<AVCodec>) -> Bool {
    !container.hasVariableRate || codec.pointee.supported_framerates != nil
  }

  /// What helps where an encoder does not open because of the frame rate.
  static func rateHint(_ codec: UnsafePointer<AVCodec>, _ frameRate: Rational?) -> String? {
    guard codec.pointee.supported_framerates != nil || codec.pointee.id == AV_CODEC_ID_MPEG4 else {
      return nil
    }
    let wanted = frameRate?.value ?? 25
    let rate = [25, 30, 50, 60].min { abs($0 - wanted) < abs($1 - wanted) } ?? 25
    return "--fps-mode cfr:\(fixed(rate, 0)) makes it a frame rate that the encoder takes"
  }
}
