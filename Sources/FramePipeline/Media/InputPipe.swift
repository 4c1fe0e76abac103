import Glibc

/// A pipe opened so that waiting for its data can be interrupted.
///
/// FFmpeg blocks in `read` and never asks whether to stop; from a pipe that does not block it reads again every
/// millisecond, and asks in between. The pipe is opened anew for that, as whether it blocks is shared by everyone
/// who has inherited it.
final class InputPipe {
  /// The pipe as FFmpeg's URL, valid while the object lives.
  var url: String { "pipe:\(descriptor)" }

  private let descriptor: Int32

  /// Opens the pipe at `path`, or standard input where that is `-`; nil for what is no pipe.
  ///
  /// Waits until a writer has opened it, or `isCancelled`.
  init?(_ path: String, isCancelled: () -> Bool) {
    let path = path == "-" ? "/proc/self/fd/0" : path
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
    descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    // Until a writer comes, reading would say that the end is reached.
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let pauseMilliseconds: Int32 = 50
    while poll(&waiting, 1, pauseMilliseconds) <= 0, !isCancelled() {}
  }

  deinit { close(descriptor) }
}
