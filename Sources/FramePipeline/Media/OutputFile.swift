import CFFmpeg
import Glibc

/// A file that grows under a temporary name beside its target, and gets the target's name when it is complete.
///
/// Standard output, and targets that are no regular files (devices, named pipes), are written directly.
final class OutputFile {
  /// The target as the user wrote it.
  let path: String
  /// Where bytes go.
  let pointer: UnsafeMutablePointer<AVIOContext>
  private let target: String
  private let temporary: String?
  private let isDurable: Bool
  private var isOpen = true
  private var finalByteCount: Int64 = 0

  /// Opens the file. With `isDurable`, `commit` waits until the bytes are on the disk.
  /// - Throws: `.unwritableOutput` when the target exists and must not be replaced, or cannot be made.
  init(_ path: String, overwrites: Bool, isDurable: Bool = true) throws(PipelineError) {
    self.path = path
    self.isDurable = isDurable
    // A link stays a link: what it leads to is replaced.
    target = path == "-" ? path : FileSystem.resolved(path) ?? path
    temporary = try Self.temporaryPath(for: target, named: path, overwrites: overwrites)
    let url = path == "-" ? "pipe:1" : "file:" + (temporary ?? target)
    var opened: UnsafeMutablePointer<AVIOContext>?
    let code = avio_open2(&opened, url, AVIO_FLAG_WRITE, nil, nil)
    guard code >= 0, let opened else {
      throw PipelineError(.unwritableOutput, "cannot write \(path): \(MediaLog.text(code))")
    }
    pointer = opened
  }

  deinit { discard() }

  /// Bytes written so far.
  var byteCount: Int64 {
    guard isOpen else { return finalByteCount }
    return max(avio_seek(pointer, 0, SEEK_CUR), 0)
  }

  /// An error that a write met, if any. FFmpeg's muxers don't always hand it on.
  func check() throws(PipelineError) {
    guard isOpen else { return }
    let code = pointer.pointee.error
    if code < 0 {
      throw PipelineError(.unwritableOutput, "cannot write \(path): \(MediaLog.text(code))")
    }
  }

  /// Completes the file and gives it its name.
  func commit() throws(PipelineError) {
    precondition(isOpen, "a file is committed once, and not after discard()")
    avio_flush(pointer)
    try check()
    // The size rather than the position: some muxers go back at the end to complete their header.
    finalByteCount = max(avio_size(pointer), byteCount)
    let code = close()
    guard code >= 0 else {
      removeTemporary()
      throw PipelineError(.unwritableOutput, "cannot write \(path): \(MediaLog.text(code))")
    }
    guard let temporary else { return }
    // The name must not change hands before the bytes are on the disk: what was there may be all the user has.
    guard !isDurable || Self.synchronize(temporary), rename(temporary, target) == 0 else {
      let reason = FileSystem.lastError
      removeTemporary()
      throw PipelineError(.unwritableOutput, "cannot write \(path): \(reason)")
    }
  }

  /// Deletes what was written. Does nothing after `commit`.
  func discard() {
    guard isOpen else { return }
    close()
    removeTemporary()
  }

  private static func synchronize(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { _ = Glibc.close(descriptor) }
    return fsync(descriptor) == 0
  }

  @discardableResult private func close() -> Int32 {
    isOpen = false
    var pointer: UnsafeMutablePointer<AVIOContext>? = pointer
    return avio_closep(&pointer)
  }

  private func removeTemporary() {
    if let temporary { unlink(temporary) }
  }

  /// The temporary name, or nil where the target is written directly.
  static func temporaryPath(for target: String, named path: String, overwrites: Bool)
    throws(PipelineError) -> String?
  {
    if target == "-" { return nil }
    switch FileSystem.kind(target) {
    case .folder:
      throw PipelineError(.unwritableOutput, "cannot write \(path): it is a folder")
    case .other:
      return nil
    case .file where !overwrites:
      throw PipelineError(
        .unwritableOutput, "\(path) exists already", hint: "-y replaces it, -n leaves it alone")
    case .file, nil:
      let folder = Path.folder(target)
      guard FileSystem.kind(folder) == .folder else {
        throw PipelineError(
          .unwritableOutput, "cannot write \(path): the folder \(folder) does not exist")
      }
      // A file's name has at most 255 bytes.
      let name = String(decoding: Path.lastComponent(target).utf8.prefix(200), as: UTF8.self)
      return Path.join(folder, ".\(name).partial-\(getpid())")
    }
  }
}
