import Dispatch
import FramePipeline
import Glibc

/// Turns SIGHUP, SIGINT and SIGTERM into a cancellation; a second one ends the program at once.
///
/// A SIGHUP that is ignored when the program starts stays so: that is what `nohup` means.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  /// Watches from now on, for as long as the object lives.
  init(cancellation: Cancellation, console: Console) {
    let queue = DispatchQueue(label: "signals")
    let reasons: [(signal: Int32, reason: Cancellation.Reason)] = [
      (SIGHUP, .hungUp), (SIGINT, .interrupted), (SIGTERM, .terminated),
    ].filter { $0.0 != SIGHUP || !Self.isIgnored(SIGHUP) }
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

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    // Functions of C cannot be compared in Swift; this one is a number.
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
