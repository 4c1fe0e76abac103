import CFFmpeg

/// The question that FFmpeg asks while a read or write blocks.
final class Interruption {
  let isCancelled: @Sendable () -> Bool
  /// The pipe that is read or written, open for as long as the context.
  var pipe: InterruptiblePipe?

  init(_ isCancelled: @escaping @Sendable () -> Bool) { self.isCancelled = isCancelled }

  /// The callback for a context that lives no longer than this object.
  var callback: AVIOInterruptCB {
    AVIOInterruptCB(
      callback: { object in
        guard let object else { return 0 }
        let interruption = Unmanaged<Interruption>.fromOpaque(object).takeUnretainedValue()
        return interruption.isCancelled() ? 1 : 0
      },
      opaque: Unmanaged.passUnretained(self).toOpaque())
  }
}
