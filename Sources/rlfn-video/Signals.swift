import Dispatch
import FramePipeline
import Glibc

/// Turns SIGINT and SIGTERM into a cancellation; a second one ends the program at once.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  /// Watches from now on, for as long as the object lives.
  init(cancellation: Cancellation, console: Console) {
    let queue = DispatchQueue(label: "signals")
    let reasons: [(signal: Int32, reason: Cancellation.Reason)] = [
      (SIGINT, .interrupted), (SIGTERM, .terminated),
    ]
    sources = reasons.map { number, reason in
      // The default action would come before the source's handler.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        // Nothing here may wait for the threads that are to be stopped.
        guard !cancellation.isCancelled else {
          console.removeBarWithoutWaiting()
          _exit(ExitCode(reason).rawValue)
        }
        console.infoWithoutWaiting("stopping; once more stops at once")
        cancellation.cancel(reason)
      }
      source.activate()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
