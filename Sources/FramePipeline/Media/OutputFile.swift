import CFFmpeg
import Glibc

/// A file that grows under a temporary name beside its target, and gets the target's name when it is complete.
///
/// Standard output, and targets that are no regular files (devices, named pipes), are written directly.
final class OutputFile {
  /// What messages call it: the target as the user wrote it, or `standard output`.
  let name: String
  /// Where bytes go.
  let pointer: UnsafeMutablePointer<AVIOContext>
  private let target: String
  private let partial: PartialFile?
  private let overwrites: Bool
  private let isDurable: Bool
  private let interruption: Interruption
  private var isOpen = true
  private var finalByteCount: Int64 = 0

  /// Opens the file. With `isDurable`, `commit` waits until the bytes are on the disk.
  ///
  /// `isCancelled` is asked while a write to a pipe blocks; once it is true, writes fail.
  /// - Throws: `.unwritableOutput` when the target exists and must not be replaced, or cannot be made.
  init(
    _ path: String, overwrites: Bool, isDurable: Bool = true,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(PipelineError) {
    name = path == "-" ? "standard output" : path
    self.overwrites = overwrites
    self.isDurable = isDurable
    // A link stays a link: what it leads to is replaced, or made.
    target = path == "-" ? path : FileSystem.destination(of: path)
    partial = try Self.partialFile(for: target, named: name, overwrites: overwrites)
    interruption = Interruption(isCancelled)
    if partial == nil {
      interruption.pipe = InterruptiblePipe(target, for: .writing, isCancelled: isCancelled)
      // FFmpeg would go on waiting for a reader.
      guard !isCancelled() else { throw PipelineError(.interrupted, "writing \(name) stopped") }
    }
    let url =
      interruption.pipe?.url ?? (path == "-" ? "pipe:1" : "file:" + (partial?.path ?? target))
    var callback = interruption.callback
    var opened: UnsafeMutablePointer<AVIOContext>?
    let code = avio_open2(&opened, url, AVIO_FLAG_WRITE, &callback, nil)
    guard code >= 0, let opened else {
      partial?.remove()
      throw PipelineError(.unwritableOutput, "cannot write \(name): \(MediaLog.text(code))")
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
    if code < 0 { throw failure(MediaLog.text(code)) }
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
      partial?.remove()
      throw failure(MediaLog.text(code))
    }
    guard let partial else { return }
    // The name must not change hands before the bytes are on the disk: what was there may be all the user has.
    guard !isDurable || partial.synchronize() else {
      let reason = FileSystem.lastError
      partial.remove()
      throw failure(reason)
    }
    guard partial.move(to: target, replaces: overwrites) else { throw unnamed(partial) }
  }

  /// The error where a file is complete but cannot have its name, as `errno` says. Hours of work may be in it: it stays.
  private func unnamed(_ partial: PartialFile) -> PipelineError {
    let error =
      errno == EEXIST
      ? PipelineError(
        .unwritableOutput, "\(name) exists already: it came there while this was made")
      : failure(FileSystem.lastError)
    guard isDurable else {
      partial.remove()
      return error
    }
    return PipelineError(
      error.code, error.message,
      hint: partial.isThere ? "what was made is kept as \(partial.path)" : nil)
  }

  /// Deletes what was written. Does nothing after `commit`.
  func discard() {
    guard isOpen else { return }
    close()
    partial?.remove()
  }

  @discardableResult private func close() -> Int32 {
    isOpen = false
    var pointer: UnsafeMutablePointer<AVIOContext>? = pointer
    return avio_closep(&pointer)
  }

  private func failure(_ reason: String) -> PipelineError {
    PipelineError(.unwritableOutput, "cannot write \(name): \(reason)")
  }

  /// The file under its temporary name, or nil where the target is written directly.
  private static func partialFile(for target: String, named name: String, overwrites: Bool)
    throws(PipelineError) -> PartialFile?
  {
    if target == "-" { return nil }
    switch FileSystem.kind(target) {
    case .folder:
      throw PipelineError(.unwritableOutput, "cannot write \(name): it is a folder")
    case .other:
      return nil
    case .file where !overwrites:
      throw PipelineError(
        .unwritableOutput, "\(name) exists already", hint: "-y replaces it, -n leaves it alone")
    case .file where access(target, W_OK) != 0:
      // Its folder may let it be replaced, but somebody has protected it.
      throw PipelineError(.unwritableOutput, "cannot write \(name): \(FileSystem.lastError)")
    case .file, nil:
      let folder = Path.folder(target)
      guard FileSystem.kind(folder) == .folder else {
        throw PipelineError(
          .unwritableOutput, "cannot write \(name): the folder \(folder) does not exist")
      }
      return try PartialFile(for: target, named: name)
    }
  }
}
