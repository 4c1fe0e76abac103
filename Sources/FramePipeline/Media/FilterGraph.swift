import CFFmpeg

/// A chain of FFmpeg's filters from one input to one output. For use from one thread at a time.
final class FilterGraph {
  /// What the chain was made for: frames of another size or format need another one.
  struct Format: Equatable {
    let width: Int32
    let height: Int32
    let pixels: Int32
    let timeBase: Rational

    init(of frame: borrowing Frame) {
      let raw = frame.pointer.pointee
      (width, height, pixels) = (raw.width, raw.height, raw.format)
      timeBase = frame.timeBase
    }

    init(_ format: FrameFormat, timeBase: Rational) {
      (width, height) = (Int32(format.width), Int32(format.height))
      pixels = format.pixels.id.rawValue
      self.timeBase = timeBase
    }
  }

  /// What `receive` brings.
  enum Output: ~Copyable {
    case frame(Frame)
    case needsInput
    case finished
  }

  /// The frames it takes.
  let format: Format
  private var graph: UnsafeMutablePointer<AVFilterGraph>?
  private var source: UnsafeMutablePointer<AVFilterContext>?
  private var sink: UnsafeMutablePointer<AVFilterContext>?

  /// The chain that `description` names in FFmpeg's language.
  init(_ description: String, format: Format) throws(PipelineError) {
    MediaLog.install()
    self.format = format
    graph = avfilter_graph_alloc()
    // Its own threads would fight with the network's.
    graph?.pointee.nb_threads = 1
    let arguments =
      "video_size=\(format.width)x\(format.height):pix_fmt=\(format.pixels)"
      + ":time_base=\(format.timeBase)"
    MediaLog.forgetLastError()
    var code = avfilter_graph_create_filter(
      &source, avfilter_get_by_name("buffer"), "in", arguments, nil, graph)
    if code >= 0 {
      code = avfilter_graph_create_filter(
        &sink, avfilter_get_by_name("buffersink"), "out", nil, nil, graph)
    }
    if code >= 0 { code = connect(description) }
    if code >= 0 { code = avfilter_graph_config(graph, nil) }
    guard code >= 0 else {
      throw PipelineError(
        .processing, "FFmpeg's filter \(description) cannot be used: \(MediaLog.reason(code))")
    }
  }

  deinit { avfilter_graph_free(&graph) }

  private func connect(_ description: String) -> Int32 {
    var outputs = avfilter_inout_alloc()
    var inputs = avfilter_inout_alloc()
    defer {
      avfilter_inout_free(&outputs)
      avfilter_inout_free(&inputs)
    }
    outputs?.pointee.name = av_strdup("in")
    outputs?.pointee.filter_ctx = source
    inputs?.pointee.name = av_strdup("out")
    inputs?.pointee.filter_ctx = sink
    return avfilter_graph_parse_ptr(graph, description, &inputs, &outputs, nil)
  }

  /// Takes a frame of the format.
  func send(_ frame: consuming Frame) throws(PipelineError) {
    let code = av_buffersrc_add_frame(source, frame.pointer)
    guard code >= 0 else { throw failure(code) }
  }

  /// Says that no frame follows.
  func finish() throws(PipelineError) {
    let code = av_buffersrc_add_frame(source, nil)
    guard code >= 0 || code == rlfn_averror_eof() else { throw failure(code) }
  }

  /// The next frame, if there is one.
  func receive() throws(PipelineError) -> Output {
    let frame = Frame()
    let code = av_buffersink_get_frame(sink, frame.pointer)
    if code == rlfn_averror(EAGAIN) { return .needsInput }
    if code == rlfn_averror_eof() { return .finished }
    guard code >= 0 else { throw failure(code) }
    frame.pointer.pointee.time_base = av_buffersink_get_time_base(sink)
    return .frame(frame)
  }

  private func failure(_ code: Int32) -> PipelineError {
    PipelineError(.processing, "a filter of FFmpeg fails: \(MediaLog.reason(code))")
  }
}
