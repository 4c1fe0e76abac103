import FramePipeline
import RLFNEngine
import Synchronization
import Testing

/// What the stages tell each other of frames that repeat.
@Suite struct PipelineReuseTests {
  /// Copies pixels, but says of every frame after the first that no row of it has changed.
  private final class ClaimingUpscaler: TileUpscaler {
    /// For each call that followed another one: the age it was told, and how many calls ago the picture was written.
    struct Age: Equatable { let told, real: Int? }

    private let copy: CopyingUpscaler
    private let height: Int
    private let ages: @Sendable (Age) -> Void
    private var targets: [UnsafeMutablePointer<Float>] = []
    private(set) var unchangedRows: [Range<Int>] = []

    init(width: Int, height: Int, ages: @escaping @Sendable (Age) -> Void) {
      copy = CopyingUpscaler(width: width, height: height, scale: 2)
      self.height = 2 * height
      self.ages = ages
    }

    func infer(_ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage) {
      copy.infer(input, x: x, y: y, into: output)
      targets.append(output.base)
      unchangedRows = []
    }

    func infer(
      _ input: borrowing PlanarImage, changes: FrameChanges, previous: borrowing PlanarImage,
      into output: borrowing PlanarImage, age: Int?
    ) -> Int {
      let real = targets.lastIndex(of: output.base).map { targets.count - $0 }
      ages(Age(told: age, real: real))
      infer(input, x: 0, y: 0, into: output)
      unchangedRows = [0..<height]
      return 1
    }
  }

  /// Upscales a clip of twelve frames, most of which change. Returns how many different ones come out.
  private func differentFrames(
    _ change: (inout JobOptions) -> Void = { _ in },
    ages: @escaping @Sendable (ClaimingUpscaler.Age) -> Void = { _ in }
  ) throws -> Int {
    try withTemporaryFolder { folder in
      try makeClip(folder + "/clip.mkv", frames: 12)
      let factory = UpscalerFactory(scale: 2, level: "claim") { width, height, _, _ in
        ClaimingUpscaler(width: width, height: height, ages: ages)
      } scratchBytes: { width, height, _, _ in
        width * height
      }
      try upscale(.video(folder + "/clip.mkv"), to: .video(folder + "/out.mkv"), factory: factory) {
        $0.encoder = EncoderSettings(name: "ffv1")
        change(&$0)
      }
      let sums = try output(
        of: "ffmpeg", "-v", "error", "-i", folder + "/out.mkv", "-map", "0:v", "-f", "framemd5",
        "-")
      let hashes = sums.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .compactMap { $0.split(separator: " ").last }
      #expect(hashes.count == 12)
      return Set(hashes).count
    }
  }

  @Test func rowsThatAreSaidNotToChangeAreTakenFromTheFrameBefore() throws {
    #expect(try differentFrames() == 1)
  }

  @Test func withoutReuseAndInTilesEveryFrameIsConverted() throws {
    let without = try differentFrames { $0.reusesPieces = false }
    #expect(without > 1)
    let inTiles = try differentFrames {
      $0.tiling = .fixed(width: 32, height: 24)
      $0.overlapPixels = 8
    }
    #expect(inTiles == without)
  }

  @Test func theAgeOfAPictureIsKnown() throws {
    let ages = Mutex<[ClaimingUpscaler.Age]>([])
    _ = try differentFrames(ages: { age in ages.withLock { $0.append(age) } })
    let seen = ages.withLock { $0 }
    #expect(seen.count == 11)
    #expect(seen.allSatisfy { $0.told == $0.real }, "\(seen)")
    // Three pictures go round at most.
    #expect(seen.filter { $0.told == nil }.count <= 2)
  }
}
