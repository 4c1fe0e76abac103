import CFFmpeg
import Glibc
import Synchronization

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

  private static let printedLevel = Atomic<Int32>(Level.quiet.rawValue)
  /// The last error line of each thread: what a library says before a call fails tells more than the call's code.
  private static let lastLines = Mutex<[pthread_t: String]>([:])
  /// Warnings on the threads that want to know them.
  private static let heard = Mutex<[pthread_t: [String]]>([:])
  private static let listeners = Atomic<Int>(0)
  private static let isInstalled: Bool = {
    // SVT-AV1 writes to standard error past FFmpeg, how it is set and what machine it is on: only its errors.
    setenv("SVT_LOG", "1", 0)
    av_log_set_callback { object, level, format, arguments in
      guard let format, let arguments else { return }
      MediaLog.take(object, level, format, arguments)
    }
    return true
  }()

  /// Sets how much is printed, for the whole process.
  public static func setLevel(_ level: Level) {
    install()
    printedLevel.store(level.rawValue, ordering: .relaxed)
  }

  /// Takes over FFmpeg's log. Every type here that owns an FFmpeg context calls it before making one.
  static func install() { precondition(isInstalled) }

  /// Forgets this thread's last error line: call it before what may fail.
  static func forgetLastError() {
    lastLines.withLock { _ = $0.removeValue(forKey: pthread_self()) }
  }

  /// What FFmpeg last said about an error on this thread.
  static var lastError: String? { lastLines.withLock { $0[pthread_self()] } }

  /// The warnings and errors that FFmpeg has for `work`, on this thread.
  static func warnings(_ work: () -> Void) -> [String] {
    heard.withLock { $0[pthread_self()] = [] }
    listeners.add(1, ordering: .relaxed)
    work()
    listeners.subtract(1, ordering: .relaxed)
    return heard.withLock { $0.removeValue(forKey: pthread_self()) } ?? []
  }

  private static func take(
    _ object: UnsafeMutableRawPointer?, _ level: Int32, _ format: UnsafePointer<CChar>,
    _ arguments: CVaListPointer
  ) {
    let isPrinted = level <= printedLevel.load(ordering: .relaxed)
    let isHeard = level <= AV_LOG_WARNING && listeners.load(ordering: .relaxed) > 0
    guard isPrinted || isHeard || level <= AV_LOG_ERROR else { return }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      vsnprintf(base, buffer.count, format, arguments)
      return String(cString: base)
    }
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    guard !line.isEmpty else { return }
    if level <= AV_LOG_ERROR { lastLines.withLock { $0[pthread_self()] = line } }
    if isHeard { heard.withLock { $0[pthread_self()]?.append(line) } }
    if isPrinted {
      let origin = rlfn_log_origin(object).map { "[\(String(cString: $0))] " } ?? ""
      let bytes = Array("\(origin)\(line)\n".utf8)
      _ = write(STDERR_FILENO, bytes, bytes.count)
    }
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
