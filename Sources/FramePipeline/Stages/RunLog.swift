import Synchronization

/// What a run has done so far: the records of its frames, and the one who is told.
final class RunLog: Sendable {
  private struct State {
    var frames: [FrameRecord] = []
    var framesDone = 0
    var totalFrames: Int?
  }

  private let start = StageClock()
  private let state = Mutex(State())
  private let progress: @Sendable (Progress) -> Void
  // Not the lock of `state`: what is called out of here may take its time, and its order is that of the events.
  private let telling = Mutex(())

  init(progress: @escaping @Sendable (Progress) -> Void) { self.progress = progress }

  /// Seconds since the run began.
  var elapsedSeconds: Double { start.elapsed }

  /// The records of all frames, in the order of the input; images are done in another.
  var frames: [FrameRecord] { state.withLock { $0.frames }.sorted { $0.index < $1.index } }

  /// Sets the number of frames to expect.
  func expect(_ totalFrames: Int?) { state.withLock { $0.totalFrames = totalFrames } }

  /// Adds the record of a frame.
  func append(_ record: FrameRecord) { state.withLock { $0.frames.append(record) } }

  /// Tells of a frame that is done.
  func tellFrameDone() {
    state.withLock { $0.framesDone += 1 }
    tell(.frameDone)
  }

  /// Tells of an event.
  func tell(_ event: Progress.Event) {
    telling.withLock { _ in
      let (done, total) = state.withLock { ($0.framesDone, $0.totalFrames) }
      progress(
        Progress(
          event: event, framesDone: done, totalFrames: total, elapsedSeconds: elapsedSeconds))
    }
  }
}
