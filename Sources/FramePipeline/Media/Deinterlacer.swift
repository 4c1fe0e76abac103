import CFFmpeg

/// Makes a whole picture of each frame whose two fields are of different times; the number of frames stays.
///
/// For use from one thread at a time.
final class Deinterlacer {
  private let method: Deinterlacing
  private var graph: FilterGraph?
  private var timeBase: Rational?
  private var ready = Ring<Frame>(capacity: 2)

  /// With that method, which is not `.off`.
  init(_ method: Deinterlacing) { self.method = method }

  /// Takes a frame, after which `receive` gives what is ready: mostly the frame before.
  func send(_ frame: consuming Frame) throws(PipelineError) {
    let format = FilterGraph.Format(of: frame)
    if let graph, graph.format != format { try finish() }
    if graph == nil {
      // Until the first interlaced frame there is nothing to do.
      if method == .auto, !frame.isInterlaced {
        ready.append(frame)
        return
      }
      graph = try FilterGraph(description, format: format)
      timeBase = frame.timeBase
    }
    try graph?.send(frame)
    try collect()
  }

  /// The next frame that is ready.
  func receive() -> Frame? { ready.popFirst() }

  /// Says that no frame follows, or one of another format.
  func finish() throws(PipelineError) {
    try graph?.finish()
    try collect()
    graph = nil
  }

  private var description: String {
    switch method {
    case .auto: "bwdif=mode=send_frame:deint=interlaced"
    case .bwdif: "bwdif=mode=send_frame:deint=all"
    case .yadif: "yadif=mode=send_frame:deint=all"
    case .off: preconditionFailure("off needs no deinterlacer")
    }
  }

  private func collect() throws(PipelineError) {
    guard let graph, let timeBase else { return }
    while case .frame(let frame) = try graph.receive() {
      var frame = frame
      // The filter counts in half units, for those who want a frame of every field.
      if let pts = frame.pts { frame.pts = av_rescale_q(pts, frame.timeBase.av, timeBase.av) }
      frame.timeBase = timeBase
      ready.append(frame)
    }
  }
}

/// What is done with frames whose two fields are of different times.
public enum Deinterlacing: Sendable {
  /// Those that say they are interlaced become whole pictures, with the filter bwdif.
  case auto
  /// All frames, with the filter bwdif.
  case bwdif
  /// All frames, with the filter yadif.
  case yadif
  /// Nothing: they are taken for whole pictures.
  case off
}
