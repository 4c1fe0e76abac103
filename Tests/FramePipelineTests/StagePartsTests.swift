import Dispatch
import FramePipeline
import RLFNEngine
import RLFNTestSupport
import Synchronization
import Testing

@Suite struct ImagePoolTests {
  @Test func picturesGoRoundWithoutANewOne() throws {
    let pool = ImagePool(count: 2, width: 20, height: 10, in: StageGroup())
    let first = try pool.take(width: 20, height: 10)
    let second = try pool.take(width: 20, height: 10)
    let addresses = Set([first.picture.base, second.picture.base])
    pool.give(first)
    pool.give(second)
    for _ in 0..<5 {
      let one = try pool.take(width: 20, height: 10)
      let two = try pool.take(width: 20, height: 10)
      #expect(Set([one.picture.base, two.picture.base]) == addresses)
      pool.give(two)
      pool.give(one)
    }
  }

  @Test func aThirdPictureWaitsForOneOfTwo() throws {
    let pool = ImagePool(count: 2, width: 20, height: 10, in: StageGroup())
    let first = try pool.take(width: 20, height: 10)
    let address = first.picture.base
    let second = try pool.take(width: 20, height: 10)
    let taken = Mutex<UnsafeMutablePointer<Float>?>(nil)
    let waiting = DispatchGroup()
    DispatchQueue(label: "test").async(group: waiting) {
      guard let image = try? pool.take(width: 20, height: 10) else { return }
      taken.withLock { $0 = image.picture.base }
      pool.give(image)
    }
    pool.give(first)
    waiting.wait()
    #expect(taken.withLock { $0 } == address)
    pool.give(second)
  }

  @Test func aPictureLargerThanThePoolIsLentWhenNothingElseIsOut() throws {
    let pool = ImagePool(count: 2, width: 20, height: 10, in: StageGroup())
    let small = try pool.take(width: 20, height: 10)
    pool.give(small)
    let large = try pool.take(width: 500, height: 100)
    #expect(large.picture.width == 500 && large.picture.height == 100)
    pool.give(large)
    let again = try pool.take(width: 20, height: 10)
    #expect(again.picture.width == 20)
    pool.give(again)
  }

  @Test func aSharedPictureIsFreeWhenBothHaveGivenItBack() throws {
    let pool = ImagePool(count: 1, width: 8, height: 8, in: StageGroup())
    #expect(!pool.lendsTwo(width: 8, height: 8) && pool.lendsTwo(width: 4, height: 4))
    let image = try pool.take(width: 8, height: 8)
    let same = pool.share(image)
    #expect(same === image && pool.isShared(image))
    pool.give(image)
    #expect(!pool.isShared(image))
    pool.give(same)
    let again = try pool.take(width: 8, height: 8)
    #expect(again === image && !pool.isShared(again))
    pool.give(again)
  }

  @Test func whoeverWaitsIsWokenByAnError() throws {
    let group = StageGroup()
    let pool = ImagePool(count: 1, width: 8, height: 8, in: group)
    let image = try pool.take(width: 8, height: 8)
    let failure = PipelineError(.processing, "broken")
    group.run("waits") { () throws(PipelineError) in _ = try pool.take(width: 8, height: 8) }
    group.fail(failure)
    #expect(throws: failure) { try group.wait() }
    pool.give(image)
  }
}

@Suite struct FrameRangeTests {
  private func range(_ start: Double?, _ end: Double?, _ limit: Int? = nil) -> FrameRange {
    var options = JobOptions()
    options.startSeconds = start
    options.endSeconds = end
    options.frameLimit = limit
    return FrameRange(options)
  }

  @Test func theStartBelongsToTheRangeAndTheEndDoesNot() {
    let part = range(1, 3)
    #expect(part.place(of: 0.96) == .before && part.place(of: -5) == .before)
    #expect(part.place(of: 1) == .inside && part.place(of: 2.96) == .inside)
    #expect(part.place(of: 3) == .behind && part.place(of: 100) == .behind)
    #expect(range(1.001, nil).place(of: 24024 / 24000.0) == .inside, "30 frames of NTSC film")
    #expect(range(nil, nil).place(of: -5) == .inside, "times may be negative")
  }

  @Test func theExpectedNumberFollowsFromWhatTheInputTells() {
    #expect(range(nil, nil).estimate(all: 100, rate: 25) == 100)
    #expect(range(nil, nil).estimate(all: nil, rate: 25) == nil)
    #expect(range(nil, nil, 7).estimate(all: nil, rate: nil) == 7)
    #expect(range(nil, nil, 200).estimate(all: 100, rate: 25) == 100)
    #expect(range(1, 3).estimate(all: 100, rate: 25) == 50)
    #expect(range(1, 30).estimate(all: 100, rate: 25) == 75)
    #expect(range(1, nil).estimate(all: 100, rate: 25) == 75)
    #expect(range(nil, 2).estimate(all: nil, rate: 25) == 50)
    #expect(range(1, nil).estimate(all: nil, rate: 25) == nil)
    #expect(range(100, nil).estimate(all: 100, rate: 25) == 0)
    #expect(range(1, 3).estimate(all: 100, rate: nil) == nil)
  }
}

@Suite struct PacketInterleaverTests {
  /// Holds all sound packets of a clip of four seconds in `interleaver`, and returns their times.
  private func fill(
    _ interleaver: inout PacketInterleaver,
    write: (consuming Packet) throws(PipelineError) -> Void = { _ in }
  ) throws -> [Double] {
    let folder = try temporaryClip()
    defer { withExtendedLifetime(folder) {} }
    let demuxer = try Demuxer(path: folder.file("clip.mkv"))
    var times: [Double] = []
    while let packet = try demuxer.read() {
      guard packet.streamIndex != demuxer.video.streamIndex else { continue }
      times.append(packet.writingSeconds ?? -1)
      try interleaver.hold(packet, write: write)
    }
    #expect(times.count > 100)
    return times
  }

  @Test func packetsComeOutWhenTheEncoderHasReachedThemAndInOrder() throws {
    var interleaver = PacketInterleaver()
    let times = try fill(&interleaver)
    var written: [Double] = []
    let write = { (packet: consuming Packet) throws(PipelineError) in
      written.append(packet.writingSeconds ?? -1)
    }
    for limit in [0.0, 0.5, 0.5, 2] {
      try interleaver.release(upTo: limit, write: write)
      #expect(written == times.filter { $0 <= limit })
    }
    try interleaver.release(upTo: nil, write: write)
    #expect(written == times.filter { $0 <= 2 })
    try interleaver.finish(endSeconds: 3, write: write)
    #expect(written == times.filter { $0 < 3 }, "what begins after the picture's end is dropped")
  }

  @Test func moreThanTheBoundIsWrittenEarlyAndNothingIsLost() throws {
    var written: [Double] = []
    let write = { (packet: consuming Packet) throws(PipelineError) in
      written.append(packet.writingSeconds ?? -1)
    }
    var interleaver = PacketInterleaver(byteLimit: 2000)
    let times = try fill(&interleaver, write: write)
    #expect(written.count > 50 && written == Array(times.prefix(written.count)))
    try interleaver.finish(endSeconds: nil, write: write)
    #expect(written == times)
  }
}
