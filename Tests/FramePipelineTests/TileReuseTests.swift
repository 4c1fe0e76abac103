import FramePipeline
import RLFNEngine
import Testing

@Suite struct TileReuseTests {
  /// One pixel of a picture gets another value; nil: none does.
  private static let places: [(x: Int, y: Int)?] = [
    (0, 0), nil, (59, 49), (30, 25), (20, 3), (5, 48), nil, (22, 22), (40, 10),
  ]

  @Test(arguments: [1, 2, 5]) func framesHaveTheBitsOfFramesByThemselves(lanes: Int) throws {
    let plan = TilePlan(width: 60, height: 50, tileWidth: 24, tileHeight: 24, overlap: 8)
    let factory = DisagreeingUpscaler.factory(scale: 2)
    let sequence = TiledInference(
      plan: plan, factory: factory, threads: lanes, lanes: lanes, reuses: true)
    let alone = TiledInference(plan: plan, factory: factory, threads: 1, lanes: 1)
    let pool = ImagePool(count: 3, width: 120, height: 100, in: StageGroup())
    let input = randomPicture(width: 60, height: 50, seed: 1)
    let expected = PlanarImage(width: 120, height: 100)
    var last = try pool.take(width: 120, height: 100)
    #expect(sequence.infer(input, into: last.picture).piecesReused == 0)
    for place in Self.places {
      if let place { input.plane(2)[place.y * input.rowStride + place.x] += 1 }
      let output = try pool.take(width: 120, height: 100)
      output.picture.base.update(repeating: .nan, count: 3 * output.picture.rowStride * 100)
      let outcome = sequence.infer(input, previous: last, into: output.picture)
      _ = alone.infer(input, into: expected)
      let isEqual = samples(output.picture) == samples(expected)
      #expect(isEqual, "\(String(describing: place))")
      #expect(place == nil ? outcome.piecesReused == plan.count : outcome.piecesReused < plan.count)
      pool.give(last)
      last = output
    }
    input.plane(0)[0] += 1
    let corner = sequence.infer(input, previous: last, into: expected)
    #expect(corner.piecesReused == plan.count - 4, "the corner's tile and three neighbours")
  }
}
