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
    let inference = FrameInference(
      network: network, width: width, height: height, threads: threads, keepsMaps: true)
    let alone = FrameInference(network: network, width: width, height: height, threads: 2)
    let image = TestPictures.noise(width: width, height: height, seed: 1)
    let remembered = PlanarImage(width: width, height: height)
    let outputs = [2, 3].map {
      Picture(TestPictures.noise(width: 2 * width, height: 2 * height, seed: $0))
    }
    let expected = PlanarImage(width: 2 * width, height: 2 * height)
    var changes = FrameChanges(height: height)
    changes.update(from: image, remembering: remembered)
    inference.infer(image, into: outputs[0].image)
    var numbers = SeededGenerator(seed: 4)
    for (index, change) in Self.changes.enumerated() {
      for plane in 0..<3 {
        for y in change.rows {
          for x in change.columns {
            image.plane(plane)[y * image.rowStride + x] = Float.random(in: 0...255, using: &numbers)
          }
        }
      }
      changes.update(from: image, remembering: remembered)
      #expect(changes.columns[60] == (change.rows.contains(60) ? change.columns : 0..<0))
      let output = outputs[(index + 1) % 2]
      let untouched = inference.infer(
        image, changes: changes, previous: outputs[index % 2].image, into: output.image)
      alone.infer(image, into: expected)
      #expect(
        TestPictures.values(output.image) == TestPictures.values(expected),
        "\(change.testDescription) on \(threads) threads")
      #expect(untouched <= 33 && (untouched == 33) == change.rows.isEmpty)
    }
  }

  @Test func theLastOutputCanBecomeTheNextOne() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let inference = FrameInference(
      network: network, width: 90, height: 200, threads: 2, keepsMaps: true)
    let image = TestPictures.noise(width: 90, height: 200, seed: 6)
    let remembered = PlanarImage(width: 90, height: 200)
    let output = PlanarImage(width: 180, height: 400)
    var changes = FrameChanges(height: 200)
    changes.update(from: image, remembering: remembered)
    inference.infer(image, into: output)
    for (x, y) in [(0, 199), (45, 100), (89, 0)] {
      image.plane(0)[y * image.rowStride + x] += 1
      changes.update(from: image, remembering: remembered)
      _ = inference.infer(image, changes: changes, previous: output, into: output)
      #expect(
        TestPictures.values(output) == TestPictures.upscale(image, network: network, threads: 1))
    }
  }

  /// The attention reaches some thirty rows in each of the blocks; beyond that nothing is computed.
  @Test func aSmallChangeIsComputedOnlyWhereItReaches() throws {
    let network = try Network(weights: .builtIn(scale: 2))
    let inference = FrameInference(
      network: network, width: 64, height: 640, threads: 1, keepsMaps: true)
    let image = TestPictures.noise(width: 64, height: 640, seed: 1)
    let remembered = PlanarImage(width: 64, height: 640)
    let output = PlanarImage(width: 128, height: 1280)
    let next = PlanarImage(width: 128, height: 1280)
    var changes = FrameChanges(height: 640)
    changes.update(from: image, remembering: remembered)
    inference.infer(image, into: output)
    image.plane(1)[320 * image.rowStride + 32] = 12.5
    changes.update(from: image, remembering: remembered)
    let untouched = inference.infer(image, changes: changes, previous: output, into: next)
    #expect((80...110).contains(untouched), "of 160 bands")
  }
}
