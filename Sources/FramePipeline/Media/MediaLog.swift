import CFFmpeg

/// FFmpeg's own messages: off by default, so that standard error stays the program's.
public enum MediaLog {
  /// How much of what FFmpeg says is printed.
  public enum Level: Int32, Sendable {
    /// Nothing.
    case quiet = -8
    /// Errors, one line each.
    case error = 16
    /// Warnings too.
    case warning = 24
    /// What an encoder or container says of its settings.
    case info = 32
    /// More.
    case verbose = 40
    /// Everything.
    case debug = 48
  }

  private static let installed: Void = {
    rlfn_log_install()
    rlfn_log_set_printed_level(Level.quiet.rawValue)
  }()

  /// Sets how much is printed, for the whole process.
  public static func setLevel(_ level: Level) {
    installed
    rlfn_log_set_printed_level(level.rawValue)
  }

  /// Takes over FFmpeg's log. Every type here that owns an FFmpeg context calls it before making one.
  static func install() { installed }

  /// Forgets this thread's last error line: call it before what may fail.
  static func forgetLastError() { rlfn_log_clear_line() }

  /// What FFmpeg last said about an error on this thread.
  static var lastError: String? {
    let line = String(cString: rlfn_log_last_line())
    return line.isEmpty ? nil : line
  }

  /// FFmpeg's text for a return code.
  static func text(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard let base = buffer.baseAddress, av_strerror(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return String(cString: base)
    }
  }

  /// The text for a return code, with what was said about it on this thread.
  static func reason(_ code: Int32) -> String {
    guard let lastError, lastError != text(code) else { return text(code) }
    return "\(text(code)): \(lastError)"
  }
}
