import RLFNEngine
import RLFNTestSupport
import Testing

@Suite struct FrameSequenceTests {
  /// A rectangle of a frame that gets other samples.
  struct Change: Sendable, CustomTestStringConvertible {
    let columns: Range<Int>
    let rows: Range<Int>
    var testDescription: String { "columns \(columns), rows \(rows)" }
  }

  private final class Picture {
    let image: PlanarImage
    init(_ image: consuming PlanarImage) { self.image = image }
  }

  /// A picture that changes, and the inference that keeps what the one before was made of.
  private final class Film {
    let image: PlanarImage
    let inference: FrameInference
    private(set) var changes: FrameChanges
    private let remembered: PlanarImage

    init(_ network: Network, width: Int, height: Int, threads: Int) {
      image = TestPictures.noise(width: width, height: height, seed: 1)
      remembered = PlanarImage(width: width, height: height)
      inference = FrameInference(
        network: network, width: width, height: height, threads: threads, keepsMaps: true)
      changes = FrameChanges(height: height)
      noteChanges()
    }

    /// Finds what is not as it was at the last call.
    func noteChanges() { changes.update(from: image, remembering: remembered) }
  }

  private static let width = 203
  private static let height = 131
  private static let changes = [
    Change(columns: 100..<101, rows: 60..<61), Change(columns: 0..<1, rows: 0..<1),
    Change(columns: 202..<203, rows: 130..<131), Change(columns: 0..<0, rows: 0..<0),
    Change(columns: 37..<90, rows: 20..<22), Change(columns: 4..<8, rows: 4..<8),
    Change(columns: 3..<4, rows: 0..<131), Change(columns: 0..<203, rows: 64..<65),
    Change(columns: 0..<203, rows: 0..<131), Change(columns: 150..<170, rows: 100..<131),
  ]

  /// Each change follows the one before, so that what was kept and copied is used again.
  @Test(arguments: [1, 2, 5]) func aNextFrameHasTheBitsOfAFrameByItself(threads: Int) throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let (width, height) = (Self.width, Self.height)
    let film = Film(network, width: width, height: height, threads: threads)
    let alone = FrameInference(network: network, width: width, height: height, threads: 2)
    let outputs = [2, 3].map {
      Picture(TestPictures.noise(width: 2 * width, height: 2 * height, seed: $0))
    }
    let expected = PlanarImage(width: 2 * width, height: 2 * height)
    film.inference.infer(film.image, into: outputs[0].image, nextStays: true)
    var numbers = SeededGenerator(seed: 4)
    for (index, change) in Self.changes.enumerated() {
      for plane in 0..<3 {
        for y in change.rows {
          for x in change.columns {
            film.image.plane(plane)[y * film.image.rowStride + x] = Float.random(
              in: 0...255, using: &numbers)
          }
        }
      }
      film.noteChanges()
      #expect(film.changes.columns[60] == (change.rows.contains(60) ? change.columns : 0..<0))
      let output = outputs[(index + 1) % 2]
      let untouched = film.inference.infer(
        film.image, changes: film.changes, previous: outputs[index % 2].image, into: output.image,
        age: nil, nextStays: true)
      alone.infer(film.image, into: expected)
      // As a value, here and below: where large arrays differ, `#expect` would look for all differences, which takes hours.
      let isEqual = TestPictures.values(output.image) == TestPictures.values(expected)
      #expect(isEqual, "\(change.testDescription) on \(threads) threads")
      #expect(untouched <= film.inference.bandCount)
      #expect((untouched == film.inference.bandCount) == change.rows.isEmpty)
    }
  }

  /// Pictures go round, as in the pipeline: what has not changed since a picture was written is still right in it.
  @Test func picturesGoRound() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let film = Film(network, width: 48, height: 300, threads: 2)
    let alone = FrameInference(network: network, width: 48, height: 300, threads: 2)
    let outputs = (0..<3).map { _ in Picture(PlanarImage(width: 96, height: 600)) }
    let expected = PlanarImage(width: 96, height: 600)
    film.inference.infer(film.image, into: outputs[0].image, nextStays: true)
    // Some pixels of a row change; nil: nothing does.
    let rows: [Int?] = [10, 290, nil, 290, 150, 10, nil, nil, nil, 150, 0, 299, nil, 299]
    for (index, row) in rows.enumerated() {
      if let row { film.image.plane(index % 3)[row * film.image.rowStride + 20] += 9 }
      film.noteChanges()
      let (last, next) = (outputs[index % 3], outputs[(index + 1) % 3])
      let before = TestPictures.values(last.image)
      _ = film.inference.infer(
        film.image, changes: film.changes, previous: last.image, into: next.image,
        age: index < 2 ? nil : 3, nextStays: true)
      alone.infer(film.image, into: expected)
      let after = TestPictures.values(next.image)
      let isEqual = after == TestPictures.values(expected)
      #expect(isEqual, "change \(index)")
      let unchanged = film.inference.unchangedRows
      #expect(unchanged.isEmpty == false && (row != nil || unchanged == [0..<600]))
      for row in unchanged.joined() {
        for plane in 0..<3 {
          let samples = (plane * 600 + row) * 96..<(plane * 600 + row + 1) * 96
          let isKept = before[samples] == after[samples]
          #expect(isKept, "row \(row)")
        }
      }
    }
    film.inference.infer(film.image, into: outputs[0].image)
    #expect(film.inference.unchangedRows.isEmpty)
  }

  @Test func whatIsStillRightIsNotCopied() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let film = Film(network, width: 48, height: 300, threads: 1)
    let outputs = (0..<2).map { _ in Picture(PlanarImage(width: 96, height: 600)) }
    film.inference.infer(film.image, into: outputs[0].image, nextStays: true)
    for index in 0..<3 {
      film.image.plane(0)[10 * film.image.rowStride + 20] += 9
      film.noteChanges()
      outputs[(index + 1) % 2].image.plane(0)[599 * 96] = -1
      _ = film.inference.infer(
        film.image, changes: film.changes, previous: outputs[index % 2].image,
        into: outputs[(index + 1) % 2].image, age: index == 0 ? nil : 2, nextStays: true)
      #expect((outputs[(index + 1) % 2].image[plane: 0, x: 0, y: 599] == -1) == (index > 0))
    }
  }

  /// What is new in a frame.
  private enum Step: CaseIterable {
    case everything, aColumn, aRow, nothing
  }

  /// Whatever is said of next frames, the bits are right; and a frame is computed in part where it was said to stay.
  @Test(arguments: [1, 2]) func mapsAreKeptWhereTheNextFrameStays(threads: Int) throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let (width, height) = (60, 300)
    let film = Film(network, width: width, height: height, threads: threads)
    let alone = FrameInference(network: network, width: width, height: height, threads: 2)
    let output = PlanarImage(width: 2 * width, height: 2 * height)
    let expected = PlanarImage(width: 2 * width, height: 2 * height)
    var numbers = SeededGenerator(seed: 7)
    var hasMaps = Bool.random(using: &numbers)
    film.inference.infer(film.image, into: output, nextStays: hasMaps)
    for index in 0..<60 {
      let step = Step.allCases.randomElement(using: &numbers)!
      let (rows, columns) =
        switch step {
        case .everything: (0..<height, 0..<width)
        case .aColumn: (0..<height, 20..<21)
        case .aRow: (7..<8, 20..<21)
        case .nothing: (0..<0, 0..<0)
        }
      for y in rows {
        for x in columns { film.image.plane(0)[y * film.image.rowStride + x] += 1 }
      }
      film.noteChanges()
      let nextStays = Bool.random(using: &numbers)
      let untouched = film.inference.infer(
        film.image, changes: film.changes, previous: output, into: output, age: 1,
        nextStays: nextStays)
      alone.infer(film.image, into: expected)
      let isEqual = TestPictures.values(output) == TestPictures.values(expected)
      #expect(isEqual, "frame \(index): \(step)")
      switch step {
      case .everything, .aColumn: #expect(untouched == 0, "frame \(index)")
      case .aRow: #expect((untouched > 0) == hasMaps, "frame \(index)")
      case .nothing: #expect(untouched == film.inference.bandCount, "frame \(index)")
      }
      if step != .nothing { hasMaps = nextStays }
    }
    film.inference.infer(film.image, into: output)
    let isEqual = TestPictures.values(output) == TestPictures.values(expected)
    #expect(isEqual)
  }

  @Test func aFrameStaysWhereMoreThanATwentiethIsTheSame() {
    let image = TestPictures.noise(width: 40, height: 30, seed: 8)
    let next = TestPictures.noise(width: 40, height: 30, seed: 8)
    for plane in 0..<3 {
      for y in 0..<30 { for x in 0..<40 { next.plane(plane)[y * next.rowStride + x] += 1 } }
    }
    let staysInItself = FrameChanges.stays(image, in: image)
    var stays = FrameChanges.stays(image, in: next)
    #expect(staysInItself && !stays)
    // 60 of 1200 pixels, then one more.
    for plane in 0..<3 {
      for x in 0..<40 {
        next.plane(plane)[29 * next.rowStride + x] = image[plane: plane, x: x, y: 29]
      }
      for x in 0..<20 {
        next.plane(plane)[3 * next.rowStride + x] = image[plane: plane, x: x, y: 3]
      }
    }
    stays = FrameChanges.stays(image, in: next)
    #expect(!stays)
    for plane in 0..<3 {
      next.plane(plane)[3 * next.rowStride + 20] = image[plane: plane, x: 20, y: 3]
    }
    stays = FrameChanges.stays(image, in: next)
    #expect(stays)
  }

  @Test func theLastOutputCanBecomeTheNextOne() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let film = Film(network, width: 90, height: 200, threads: 2)
    let output = PlanarImage(width: 180, height: 400)
    film.inference.infer(film.image, into: output, nextStays: true)
    for (x, y) in [(0, 199), (45, 100), (89, 0)] {
      film.image.plane(0)[y * film.image.rowStride + x] += 1
      film.noteChanges()
      _ = film.inference.infer(
        film.image, changes: film.changes, previous: output, into: output, age: 1, nextStays: true)
      let isEqual =
        TestPictures.values(output)
        == TestPictures.upscale(film.image, network: network, threads: 1)
      #expect(isEqual)
    }
  }

  /// The attention reaches some thirty rows in each of the blocks; beyond that nothing is computed.
  @Test func aSmallChangeIsComputedOnlyWhereItReaches() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let film = Film(network, width: 64, height: 640, threads: 1)
    let output = PlanarImage(width: 128, height: 1280)
    let next = PlanarImage(width: 128, height: 1280)
    film.inference.infer(film.image, into: output, nextStays: true)
    film.image.plane(1)[320 * film.image.rowStride + 32] = 12.5
    film.noteChanges()
    let untouched = film.inference.infer(
      film.image, changes: film.changes, previous: output, into: next, age: nil, nextStays: true)
    #expect(film.inference.bandCount == 107)
    #expect((50...70).contains(untouched), "of 107 bands")
  }

  /// A 3x3 layer makes a change one tile larger on one side, not on both, and around it only the gate is computed again.
  @Test func aSmallChangeIsComputedInFewTiles() throws {
    let network = try Network(weights: .builtIn(scale: 2), level: TileCounter.level)
    let film = Film(network, width: 480, height: 480, threads: 2)
    let output = PlanarImage(width: 960, height: 960)
    let whole = TileCounter.tiles {
      film.inference.infer(film.image, into: output, nextStays: true)
    }
    film.image.plane(1)[240 * film.image.rowStride + 240] = 12.5
    film.noteChanges()
    let part = TileCounter.tiles {
      _ = film.inference.infer(
        film.image, changes: film.changes, previous: output, into: output, age: 1, nextStays: true)
    }
    #expect((12 * 80 * 80..<12 * 82 * 82).contains(whole))
    #expect((whole / 11..<whole / 9).contains(part), "\(part) of \(whole) tiles")
  }
}
