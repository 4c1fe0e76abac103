import Glibc
import Synchronization

/// Everything the program writes for people: one line a message on standard error, above the progress bar.
///
/// May be used from any thread; a message is written in one piece.
final class Console: Sendable {
  /// What lies under the last message: the bar, while it is shown.
  private struct State {
    var level = LogLevel.info
    var bar: String?
  }

  private let state = Mutex(State())
  private static let eraseLine = "\r\u{1B}[K"

  /// Messages below this level are not shown.
  var level: LogLevel {
    get { state.withLock(\.level) }
    set { state.withLock { $0.level = newValue } }
  }

  /// Whether the terminal can redraw a line.
  static let isTerminal: Bool = {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    return getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
  }()

  /// The terminal's width in characters at this moment.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Says what went wrong, in the form that scripts rely on.
  func error(_ error: CommandError) {
    message(.error, "rlfn-video: error: \(error.message.printable)")
    if let hint = error.hint { message(.error, "rlfn-video: hint: \(hint.printable)") }
  }

  /// Says what the user should know though the work goes on.
  func warning(_ text: String) { message(.warning, "rlfn-video: warning: \(text.printable)") }

  /// Says how the work goes; may be several lines.
  func info(_ text: String) { message(.info, text) }

  /// Says it where that takes no longer than a tenth of a second.
  func infoWithoutWaiting(_ text: String) {
    for _ in 0..<100 {
      if withoutWaiting({ Self.show(.info, text, $0) }) { return }
      usleep(1000)
    }
  }

  /// Says what only `-v` shows.
  func debug(_ text: String) { message(.debug, text) }

  /// Writes a line of a machine-readable stream, whatever the level.
  func record(_ text: String) { message(.error, text) }

  /// Shows `text` as the last line, in place of the one before.
  func showBar(_ text: String) {
    state.withLock { state in
      // In one piece and without clearing first, so that nothing flickers.
      Self.write("\r" + text + "\u{1B}[K", to: STDERR_FILENO)
      state.bar = text
    }
  }

  /// Removes the bar and leaves the cursor at the start of its line.
  func removeBar() { state.withLock { Self.eraseBar(&$0) } }

  /// The same where that takes no time.
  func removeBarWithoutWaiting() { _ = withoutWaiting { Self.eraseBar(&$0) } }

  private static func eraseBar(_ state: inout State) {
    if state.bar != nil { write(eraseLine, to: STDERR_FILENO) }
    state.bar = nil
  }

  /// Does it and returns true where nobody is in the way: whoever reads the messages may have stopped doing so, and a thread
  /// that waits for that holds the lock.
  private func withoutWaiting(_ body: (inout State) -> Void) -> Bool {
    state.withLockIfAvailable { state in
      var standardError = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
      guard poll(&standardError, 1, 0) > 0 else { return false }
      body(&state)
      return true
    } ?? false
  }

  /// Writes results (help, figures) to standard output.
  static func printResult(_ text: String) { write(text, to: STDOUT_FILENO) }

  private func message(_ level: LogLevel, _ text: String) {
    state.withLock { Self.show(level, text, $0) }
  }

  private static func show(_ level: LogLevel, _ text: String, _ state: State) {
    guard level <= state.level else { return }
    let bar = state.bar
    let line = text.hasSuffix("\n") ? text : text + "\n"
    write((bar == nil ? "" : eraseLine) + line + (bar ?? ""), to: STDERR_FILENO)
  }

  /// A reader that went away is no error of the work.
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
