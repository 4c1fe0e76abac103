import CFFmpeg
import Glibc

extension Demuxer {
  /// A context whose header is read.
  static func open(_ path: String, _ name: String, _ interruption: Interruption)
    throws(PipelineError) -> UnsafeMutablePointer<AVFormatContext>
  {
    interruption.pipe = InterruptiblePipe(
      path, for: .reading, isCancelled: interruption.isCancelled)
    let url: String
    var format: UnsafePointer<AVInputFormat>?
    if let pipe = interruption.pipe {
      url = pipe.url
    } else if path == "-" {
      url = "pipe:0"
    } else {
      url = try fileURL(path)
      format = self.format(of: path)
    }
    guard let allocated = avformat_alloc_context() else {
      throw PipelineError(.processing, "out of memory")
    }
    allocated.pointee.interrupt_callback = interruption.callback
    var context: UnsafeMutablePointer<AVFormatContext>? = allocated
    var options = TagDictionary()
    // A single picture whose name holds a % is not a sequence.
    options["pattern_type"] = "none"
    MediaLog.forgetLastError()
    let code = avformat_open_input(&context, url, format, &options.pointer)
    guard code >= 0, let context else {
      // What a reader makes of its interruption may be called damage.
      throw failure(interruption.isCancelled() ? rlfn_averror_exit() : code, name)
    }
    return context
  }

  /// The format of a file, as its first bytes and its extension tell it; nil where they don't, or it is no file.
  ///
  /// The rest of the name is kept from FFmpeg, which takes one with a `%` for the name of a sequence.
  static func format(of path: String) -> UnsafePointer<AVInputFormat>? {
    // A pipe or device would lose the bytes that are looked at.
    guard FileSystem.kind(path) == .file else { return nil }
    MediaLog.install()
    var file: UnsafeMutablePointer<AVIOContext>?
    guard avio_open2(&file, "file:" + path, AVIO_FLAG_READ, nil, nil) >= 0 else { return nil }
    defer { avio_closep(&file) }
    var format: UnsafePointer<AVInputFormat>?
    _ = av_probe_input_buffer2(file, &format, "x." + Path.fileExtension(path), nil, 0, 0)
    return format
  }

  /// The URL of a file that exists and is not empty. The prefix keeps FFmpeg from seeing a protocol in `a:b.mp4`.
  static func fileURL(_ path: String) throws(PipelineError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw PipelineError(.unreadableInput, "cannot read \(path): \(FileSystem.lastError)")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      throw PipelineError(.unreadableInput, "cannot read \(path): it is a folder")
    case S_IFREG where status.st_size == 0:
      throw PipelineError(.unreadableInput, "cannot read \(path): the file is empty")
    default:
      break
    }
    guard access(path, R_OK) == 0 else {
      throw PipelineError(.unreadableInput, "cannot read \(path): \(FileSystem.lastError)")
    }
    return "file:" + path
  }

  /// The error for a return code of a read.
  static func failure(_ code: Int32, _ name: String) -> PipelineError {
    if code == rlfn_averror_exit() { return PipelineError(.interrupted, "reading \(name) stopped") }
    let said = MediaLog.lastError
    let isEnd = code == rlfn_averror_eof() && said != nil
    guard code == rlfn_averror_invalid_data() || isEnd else {
      // The reader of y4m reckons with this error's code, which then says something else.
      let isSize = said?.hasPrefix("Picture size") == true
      let reason = isSize ? said ?? "" : MediaLog.reason(code)
      return PipelineError(.unreadableInput, "cannot read \(name): \(reason)")
    }
    let isCutOff = isEnd || said?.contains("moov atom not found") ?? false
    return PipelineError(
      .unreadableInput,
      "cannot read \(name): not a media file, or damaged" + (said.map { " (\($0))" } ?? ""),
      hint: isCutOff
        ? "if it is a recording or a copy, it was not completed: its index is missing or cut off"
        : nil)
  }

  /// The stream marked as default, or else the first, of those that are motion pictures.
  static func chooseVideo(
    _ context: UnsafeMutablePointer<AVFormatContext>, _ name: String, wanted: Int?
  ) throws(PipelineError) -> VideoInfo {
    let all = (0..<Int(context.pointee.nb_streams)).compactMap { context.pointee.streams[$0] }
    let videos = all.filter {
      StreamInfo.kind($0) == .video && $0.pointee.codecpar.pointee.width > 0
    }
    if let wanted, !videos.isEmpty {
      if let stream = videos.first(where: { Int($0.pointee.index) == wanted }) {
        return VideoInfo(stream, context)
      }
      let indices = videos.map { String($0.pointee.index) }.joined(separator: ", ")
      throw PipelineError(
        .usage, "stream \(wanted) of \(name) is no video that can be enlarged",
        hint: "its video streams are: \(indices)")
    }
    let isDefault = { (stream: UnsafeMutablePointer<AVStream>) in
      stream.pointee.disposition & AV_DISPOSITION_DEFAULT != 0
    }
    if let stream = videos.first(where: isDefault) ?? videos.first {
      return VideoInfo(stream, context)
    }
    let found = all.map { stream in
      let info = StreamInfo(stream)
      return "\(info.kind.rawValue) (\(info.codec))"
    }
    throw PipelineError(
      .unreadableInput,
      found.isEmpty
        ? "\(name) holds no streams"
        : "\(name) holds no video that can be read, only " + found.joined(separator: ", "))
  }
}
