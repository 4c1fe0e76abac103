import RLFNEngine
import Synchronization
import Testing

/// Counts its runs per thread.
private final class Tally: TeamWork {
  let runs = Mutex<[Int: Int]>([:])

  func run(thread: Int) { runs.withLock { $0[thread, default: 0] += 1 } }
}

/// Every thread waits for all the others: it ends only where all run at once.
private final class Meeting: TeamWork {
  let arrived = Atomic<Int>(0)
  let size: Int

  init(size: Int) { self.size = size }

  func run(thread: Int) {
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < size {}
  }
}

@Suite struct ThreadTeamTests {
  @Test func everyThreadRunsOnceEachTimeBeforeRunReturns() {
    for size in [1, 2, 3, 8] {
      let team = ThreadTeam(threads: size)
      #expect(team.count == size)
      let tally = Tally()
      for round in 1...50 {
        team.run(tally)
        let expected = Dictionary(uniqueKeysWithValues: (0..<size).map { ($0, round) })
        #expect(tally.runs.withLock { $0 } == expected)
      }
    }
  }

  @Test func threadsRunAtTheSameTime() {
    let team = ThreadTeam(threads: 4)
    let meeting = Meeting(size: 4)
    team.run(meeting)
    #expect(meeting.arrived.load(ordering: .relaxed) == 4)
  }

  @Test func threadsEndWithTheirTeam() throws {
    weak var work: Tally?
    do {
      let tally = Tally()
      work = tally
      for _ in 0..<200 {
        let team = ThreadTeam(threads: 8)
        team.run(tally)
      }
      #expect(tally.runs.withLock { $0.values.reduce(0, +) } == 1600)
    }
    #expect(work == nil, "nobody keeps the work")
  }
}
