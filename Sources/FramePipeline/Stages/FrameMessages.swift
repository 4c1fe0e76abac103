import RLFNEngine

/// A frame on its way from the decoder to the conversion.
struct DecodedFrame: ~Copyable, Sendable {
  var frame: Frame
  var record: FrameRecord
}

/// A frame in float RGB, before or behind the network, with what it is besides its pixels.
struct RGBFrame: ~Copyable, Sendable {
  let image: LentImage
  let shape: PictureShape
  let properties: FrameProperties
  var record: FrameRecord
  /// Before the network: whether much of the next frame is the same, as far as was looked.
  var nextStays = false
}

/// A frame on its way to the encoder, in the encoder's pixel format.
struct ConvertedFrame: ~Copyable, Sendable {
  let frame: Frame
  var record: FrameRecord
}

/// A packet on its way to the output.
enum MuxerPacket: ~Copyable, Sendable {
  /// Of the source, around the network.
  case copied(Packet)
  /// Of the encoder.
  case encoded(Packet)
}

/// Carries an object that is made on one thread to the stages that use it from then on.
struct Handover<Value>: @unchecked Sendable {
  // Safety: whoever wraps a value doesn't touch it before `StageGroup.wait` has returned; where two stages share it, its
  // contract says which part belongs to which (`FrameSink`).
  let value: Value

  init(_ value: Value) { self.value = value }
}
