/// What a packet of Blu-ray subtitles (PGS) does to the picture that is on: they have no lengths, each picture stays until
/// the next packet changes it.
enum PresentationGraphics {
  /// Shows another picture, of which everything is in this packet or in those that continue it.
  case shows
  /// Changes the picture that is on.
  case changes
  /// Shows nothing.
  case clears
  /// Belongs to the packet before it.
  case continues

  /// Reads the composition at the start of a packet: the kind of segment (0x16) and its size, the size of the video, its
  /// rate, a number, the state (0 for a change) and, behind the palette, the count of objects.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= 14, bytes[0] == 0x16 else {
      self = .continues
      return
    }
    self = bytes[13] == 0 ? .clears : bytes[10] == 0 ? .changes : .shows
  }
}
