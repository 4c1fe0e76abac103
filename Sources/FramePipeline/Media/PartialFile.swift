import Glibc

/// A file that grows under a temporary name beside its target, which one run at a time writes.
///
/// The name is the same for every run, so what a killed run left behind is overwritten by the next. Whether somebody
/// still writes it tells a lock on the file, which the system takes back however a run ends. (Where a file system has no
/// locks, two runs at once go undetected.)
final class PartialFile {
  /// The temporary name.
  let path: String
  private let descriptor: Int32

  /// Makes the file for `target`, which messages call `name`; a file that is there keeps its bytes.
  /// - Throws: `.unwritableOutput` when it cannot be made, or another run writes it.
  init(for target: String, named name: String) throws(PipelineError) {
    path = Self.path(for: target)
    while true {
      let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard opened >= 0 else {
        let reason = FileSystem.lastError
        let place = FileSystem.kind(path) == nil ? "" : "its temporary file \(path): "
        throw PipelineError(.unwritableOutput, "cannot write \(name): \(place)\(reason)")
      }
      if flock(opened, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(opened)
        throw PipelineError(
          .unwritableOutput, "cannot write \(name): another run is writing it",
          hint: "wait for it, or choose another output")
      }
      // Whoever had the lock may have given the file its name, or deleted it, before this one had it.
      if Self.lies(opened, at: path) {
        descriptor = opened
        return
      }
      close(opened)
    }
  }

  deinit { close(descriptor) }

  /// The temporary name of an output; where that is a link, it lies beside what it leads to.
  static func path(for output: String) -> String {
    let target = FileSystem.destination(of: output)
    return Path.join(Path.folder(target), name(for: Path.lastComponent(target)))
  }

  /// A hidden name of at most 255 bytes; beginning and end tell long names apart.
  private static func name(for target: String) -> String {
    let bytes = target.utf8
    guard bytes.count > 200 else { return ".\(target).partial" }
    let ends = [bytes.prefix(120), bytes.suffix(80)].map { String(decoding: $0, as: UTF8.self) }
    return ".\(ends[0])\(ends[1]).partial"
  }

  private static func lies(_ descriptor: Int32, at path: String) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0
      && FileSystem.Identity(status) == FileSystem.identity(path)
  }

  /// Whether the file still lies under its temporary name. Somebody may have removed it, and another run begun one.
  var isThere: Bool { Self.lies(descriptor, at: path) }

  /// Waits until the bytes are on the disk; false with `errno` when that fails.
  func synchronize() -> Bool { fsync(descriptor) == 0 }

  /// Gives the file its target's name; false with `errno` when that fails, `EEXIST` where nothing is to be replaced and
  /// something came there in the meantime, `ENOENT` where it is not there any more.
  func move(to target: String, replaces: Bool) -> Bool {
    guard isThere else {
      errno = ENOENT
      return false
    }
    if replaces { return rename(path, target) == 0 }
    if link(path, target) == 0 {
      unlink(path)
      return true
    }
    // It may also fail because the file system has no links, or a link that leads nowhere is there.
    guard FileSystem.kind(target) == nil else {
      errno = EEXIST
      return false
    }
    return rename(path, target) == 0
  }

  /// Deletes it.
  func remove() { if isThere { unlink(path) } }
}
