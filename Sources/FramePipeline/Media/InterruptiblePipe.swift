import Glibc

/// A pipe opened so that waiting for its other end can be interrupted.
///
/// FFmpeg blocks in `read` and `write` and never asks whether to stop; a pipe that does not block it tries again every
/// millisecond, and asks in between. The pipe is opened anew for that, as whether it blocks is shared by everyone
/// who has inherited it.
final class InterruptiblePipe {
  /// What is done with the pipe.
  enum Use { case reading, writing }

  /// The pipe as FFmpeg's URL, valid while the object lives.
  var url: String { "pipe:\(descriptor)" }

  private let descriptor: Int32
  private static let pauseMilliseconds: Int32 = 50

  /// Opens the pipe at `path`, or the standard stream where that is `-`; nil for what is no pipe.
  ///
  /// Waits until somebody has opened the other end, or `isCancelled`.
  init?(_ path: String, for use: Use, isCancelled: () -> Bool) {
    let isStandard = path == "-"
    let path = isStandard ? "/proc/self/fd/\(use == .reading ? 0 : 1)" : path
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
    let access = use == .reading ? O_RDONLY : O_WRONLY
    var opened = Glibc.open(path, access | O_NONBLOCK | O_CLOEXEC)
    // A named pipe has no reader yet; that of standard output is gone for good, and writing will say so.
    while opened < 0, errno == ENXIO, !isStandard, !isCancelled() {
      _ = poll(nil, 0, Self.pauseMilliseconds)
      opened = Glibc.open(path, access | O_NONBLOCK | O_CLOEXEC)
    }
    descriptor = opened
    guard descriptor >= 0 else { return nil }
    guard use == .reading else { return }
    // Until a writer comes, reading would say that the end is reached.
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, Self.pauseMilliseconds) <= 0, !isCancelled() {}
  }

  deinit { close(descriptor) }
}
