import CFFmpeg

/// Frames in the order in which they came; it owns them.
struct FrameQueue: ~Copyable {
  private var pointers: [UnsafeMutablePointer<AVFrame>] = []

  deinit {
    for pointer in pointers { _ = Frame(owning: pointer) }
  }

  /// How many there are.
  var count: Int { pointers.count }
  /// Whether there is none.
  var isEmpty: Bool { pointers.isEmpty }

  /// Adds a frame at the end.
  mutating func append(_ frame: consuming Frame) { pointers.append(frame.release()) }

  /// Takes the first frame out; nil when there is none.
  mutating func removeFirst() -> Frame? {
    pointers.isEmpty ? nil : Frame(owning: pointers.removeFirst())
  }
}
