import Glibc
import RLFNTestSupport
import Testing

private let TIOCSPTLCK = 0x4004_5431
private let TIOCGPTN = 0x8004_5430

/// The progress bar on a terminal of the test's own.
@Suite struct TerminalTests {
  private let folder = TemporaryFolder()

  /// What a run writes to a terminal of that many columns.
  private func transcript(columns: UInt16, _ arguments: String...) -> String {
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (unlocked, number): (Int32, Int32) = (0, 0)
    #expect(ioctl(terminal, UInt(TIOCSPTLCK), &unlocked) == 0)
    #expect(ioctl(terminal, UInt(TIOCGPTN), &number) == 0)
    var size = winsize(ws_row: 25, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    let program = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    let job = Subprocess(
      ["TERM=xterm", Subprocess.program] + arguments, program: "env", in: folder, errors: program)
    close(program)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    // Reading fails when the program, the last to hold the other end, has gone.
    while case let count = read(terminal, &block, block.count), count > 0 {
      bytes += block[..<count]
    }
    close(terminal)
    #expect(job.wait().exitCode == 0)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [20, 60, 120]) func barRedrawsOneLineAndTakesItself(columns: UInt16) {
    folder.makeVideo("clip.mp4", frames: 12)
    let text = transcript(columns: columns, "-i", "clip.mp4", "-o", "out.mkv")
    let erase = "\r\u{1B}[K"
    let parts = text.split(separator: erase, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "the bar is erased once, at the end")
    for frame in parts[0].split(separator: "\r") {
      let shown = frame.replacing("\u{1B}[K", with: "")
      #expect(shown.count < Int(columns), "'\(shown)'")
      #expect(!shown.contains("\n"))
    }
    #expect(parts[0].contains("12 of 12 frames"))
    #expect(parts.last?.hasPrefix("stage ") == true)
  }

  @Test func noneShowsNoBar() {
    folder.makeVideo("clip.mp4", frames: 2)
    let text = transcript(
      columns: 80, "-i", "clip.mp4", "-o", "out.mkv", "--progress", "none")
    #expect(!text.contains("\u{1B}"))
    #expect(text.hasPrefix("stage "))
  }
}
