import FramePipeline
import RLFNEngine
import Testing

/// Frame length, tile length, overlap: every combination of small ones, and some of real size.
private let axes: [(Int, Int, Int)] = {
  var axes = [(1920, 256, 16), (1080, 256, 16), (479, 240, 120), (3840, 33, 16), (7, 500, 300)]
  for length in 1...40 {
    for tile in 1...20 {
      for overlap in 0...10 where tile >= length || tile >= 2 * overlap {
        axes.append((length, tile, overlap))
      }
    }
  }
  return axes
}()

@Suite struct TilePlanTests {
  @Test func tilesCoverEveryPixelAndShareAtLeastTheOverlap() {
    for (length, tile, overlap) in axes {
      let axis = TileAxis(length: length, tileLength: tile, overlap: overlap)
      let label: Comment = "\(length) pixels, tiles of \(tile), overlap \(overlap)"
      #expect(axis.tileLength == min(tile, length), label)
      #expect(axis.starts.first == 0, label)
      #expect(axis.starts.last == length - axis.tileLength, label)
      for (before, after) in zip(axis.starts, axis.starts.dropFirst()) {
        #expect(before < after, label)
        #expect(before + axis.tileLength - after >= overlap, label)
      }
    }
  }

  @Test func everyPixelBelongsToOneTileOrToTwoInOneSeam() {
    for (length, tile, overlap) in axes {
      let axis = TileAxis(length: length, tileLength: tile, overlap: overlap)
      let label: Comment = "\(length) pixels, tiles of \(tile), overlap \(overlap)"
      var owners = [Int](repeating: 0, count: length)
      for index in 0..<axis.count {
        let reach = axis.reach(of: index)
        #expect(reach.lowerBound >= axis.starts[index], label)
        #expect(reach.upperBound <= axis.starts[index] + axis.tileLength, label)
        for pixel in reach { owners[pixel] += 1 }
      }
      for pixel in 0..<length {
        let inSeam = axis.seams.contains { $0.contains(pixel) }
        #expect(owners[pixel] == (inSeam ? 2 : 1), "\(label), pixel \(pixel)")
      }
      #expect(Set(axis.seams.map(\.count)).count <= 1, "seams are equally long: \(label)")
    }
  }

  @Test func theSeamIsAsLongAsTheOverlapWhereThereIsRoom() {
    let axis = TileAxis(length: 1920, tileLength: 256, overlap: 16)
    #expect(axis.count == 8)
    #expect(axis.seams.allSatisfy { $0.count == 16 })
    #expect(TileAxis(length: 272, tileLength: 256, overlap: 240 / 2).seams.map(\.count) == [120])
  }

  @Test func evenTilesAreAboutAsLargeAsTheyShouldBe() {
    for (width, height) in [(1920, 1080), (257, 1), (640, 480), (3840, 2160), (256, 300)] {
      let plan = TilePlan(evenTilesFor: width, height, overlap: 16)
      #expect(plan.tileWidth <= 256 && plan.tileHeight <= 256)
      #expect(plan.tileWidth >= min(width, 128) && plan.tileHeight >= min(height, 128))
    }
    let fullHD = TilePlan(evenTilesFor: 1920, 1080, overlap: 16)
    #expect((fullHD.columns.count, fullHD.rows.count) == (8, 5))
    let work = Double(fullHD.count * fullHD.tileWidth * fullHD.tileHeight) / (1920 * 1080)
    #expect(work < 1.14, "evened tiles repeat little work")
    #expect(TilePlan(evenTilesFor: 200, 256, overlap: 16).isWholeFrame)
  }
}

@Suite struct InferencePlanTests {
  /// 1000 bytes of scratch per pixel and 100 per pixel and thread.
  private let factory = UpscalerFactory(scale: 4, level: "none") { width, height, _, _ in
    CopyingUpscaler(width: width, height: height, scale: 4)
  } scratchBytes: { width, height, threads, _ in
    width * height * (1000 + 100 * threads)
  }

  private func plan(
    _ width: Int, _ height: Int, _ change: (inout JobOptions) -> Void
  ) throws -> InferencePlan {
    var options = JobOptions()
    change(&options)
    return try InferencePlan(width: width, height: height, options: options, factory: factory)
  }

  @Test func autoTakesTheWholeFrameWhereItFitsWhateverTheThreads() throws {
    let roomy = try plan(640, 360) { $0.memoryBytes = 1 << 30 }
    #expect(roomy.tiles.isWholeFrame && roomy.inputImages == 3 && roomy.outputImages == 3)
    let tight = try (1...9).map { threads in
      try plan(1920, 1080) {
        $0.memoryBytes = 2 << 30
        $0.threads = threads
      }
    }
    #expect(Set(tight.map(\.tiles)).count == 1)
    #expect(!tight[0].tiles.isWholeFrame && tight[0].tiles.tileWidth == 254)
    #expect(tight[0].lanes == 1 && tight[8].lanes == 9)
  }

  @Test func nothingPlannedPassesTheBound() throws {
    for megabytes in [30, 60, 120, 250, 1000] {
      for threads in [1, 4, 16] {
        for tiling in [JobOptions.Tiling.auto, .wholeFrame, .fixed(width: 64, height: 96)] {
          let bound = megabytes << 20
          var options = JobOptions()
          options.memoryBytes = bound
          options.threads = threads
          options.tiling = tiling
          options.framesInFlight = 6
          let plan: InferencePlan
          do throws(PipelineError) {
            plan = try InferencePlan(width: 480, height: 270, options: options, factory: factory)
          } catch {
            #expect(error.code == .usage && error.hint != nil)
            continue
          }
          let bytes =
            TiledInference.byteCount(
              plan: plan.tiles, factory: factory, threads: threads, lanes: plan.lanes,
              reuses: plan.reuses)
            + plan.inputImages * PlanarImage.byteCount(width: 480, height: 270)
            + plan.outputImages * PlanarImage.byteCount(width: 1920, height: 1080)
          #expect(bytes <= bound, "\(tiling), \(threads) threads, \(megabytes) MiB")
        }
      }
    }
  }

  @Test func whatResizingTakesCounts() throws {
    func plan(_ bytes: Int) throws -> InferencePlan {
      var options = JobOptions()
      options.memoryBytes = 1 << 30
      return try InferencePlan(
        width: 640, height: 360, resizingBytes: bytes, options: options, factory: factory)
    }
    #expect(try plan(0).tiles.isWholeFrame)
    #expect(try !plan(700 << 20).tiles.isWholeFrame)
    #expect(throws: PipelineError.self) { try plan(1 << 30) }
  }

  @Test func framesThatNoMachineHoldsAreRefused() throws {
    for tiling in [JobOptions.Tiling.auto, .wholeFrame, .fixed(width: 64, height: 64)] {
      let error = #expect(throws: PipelineError.self) {
        try plan(4_000_000, 4_000_000) { $0.tiling = tiling }
      }
      #expect(error?.code == .usage && error?.message.contains("of this machine") == true)
    }
  }

  @Test func framesInFlightAreDividedBetweenBothSidesOfTheNetwork() throws {
    for (frames, expected) in [(1, (2, 2)), (2, (2, 2)), (3, (2, 3)), (8, (5, 5))] {
      let plan = try plan(64, 64) { $0.framesInFlight = frames }
      #expect((plan.inputImages, plan.outputImages) == expected)
    }
  }

  @Test func tilesTooSmallForTheirOverlapAreRefusedWithAHint() throws {
    let error = #expect(throws: PipelineError.self) {
      try plan(100, 100) { $0.tiling = .fixed(width: 31, height: 100) }
    }
    #expect(error?.code == .usage && error?.hint?.contains("32") == true)
    #expect(throws: PipelineError.self) { try plan(9, 9) { $0.overlapPixels = -1 } }
    let small = try plan(20, 9) { $0.tiling = .fixed(width: 31, height: 10) }
    #expect(small.tiles.isWholeFrame, "a frame within one tile needs no overlap")
  }
}
