import Dispatch
import Glibc

/// Work that the threads of a `ThreadTeam` share.
package protocol TeamWork: AnyObject {
  /// Does the share of thread number `thread`, which counts from 0.
  func run(thread: Int)
}

/// Threads that sleep until there is work, do it together, and sleep again; they end with this object.
///
/// `DispatchQueue.concurrentPerform` does the same, but allocates a few times in every call. For use from one thread at a
/// time, which takes part as thread 0.
package final class ThreadTeam: @unchecked Sendable {
  // Safety: everything here is constant, and `Crew` tells how it is shared.

  /// What the threads share with the team.
  private final class Crew: @unchecked Sendable {
    // Safety: `work` and `isOver` change only while every thread waits for its `start`.
    var work: (any TeamWork)?
    var isOver = false
    let done = DispatchSemaphore(value: 0)
  }

  /// One thread's place.
  private final class Seat: Sendable {
    let crew: Crew
    let number: Int
    let start = DispatchSemaphore(value: 0)

    init(crew: Crew, number: Int) {
      self.crew = crew
      self.number = number
    }

    func serve() {
      while true {
        start.wait()
        if crew.isOver { return }
        crew.work?.run(thread: number)
        crew.done.signal()
      }
    }
  }

  private let crew = Crew()
  private let seats: [Seat]
  private let handles: [pthread_t]

  /// A team of that many threads, the caller's included; of fewer where the system gives no more.
  package init(threads: Int) {
    precondition(threads > 0, "somebody has to work")
    var seats: [Seat] = []
    var handles: [pthread_t] = []
    for number in 1..<threads {
      let seat = Seat(crew: crew, number: number)
      guard let handle = Self.start(seat) else { break }
      seats.append(seat)
      handles.append(handle)
    }
    self.seats = seats
    self.handles = handles
  }

  deinit {
    crew.isOver = true
    for seat in seats { seat.start.signal() }
    for handle in handles { pthread_join(handle, nil) }
  }

  /// The threads there are, the caller's included.
  package var count: Int { seats.count + 1 }

  /// Runs `work` once on every thread, and returns when all have ended.
  package func run(_ work: any TeamWork) {
    crew.work = work
    for seat in seats { seat.start.signal() }
    work.run(thread: 0)
    for _ in seats { crew.done.wait() }
    crew.work = nil
  }

  private static func start(_ seat: Seat) -> pthread_t? {
    var handle = pthread_t()
    let retained = Unmanaged.passRetained(seat)
    let code = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Seat>.fromOpaque(argument).takeRetainedValue().serve()
        return nil
      }, retained.toOpaque())
    guard code == 0 else {
      retained.release()
      return nil
    }
    return handle
  }
}
