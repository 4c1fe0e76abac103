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

    func infer(
      _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
      nextStays: Bool
    ) {
      copy.infer(input, x: x, y: y, into: output, nextStays: nextStays)
      targets.append(output.base)
      unchangedRows = []
    }

    func infer(
      _ input: borrowing PlanarImage, changes: FrameChanges, previous: borrowing PlanarImage,
      into output: borrowing PlanarImage, age: Int?, nextStays: Bool
    ) -> Int {
      let real = targets.lastIndex(of: output.base).map { targets.count - $0 }
      ages(Age(told: age, real: real))
      infer(input, x: 0, y: 0, into: output, nextStays: nextStays)
      unchangedRows = [0..<height]
      return 1
    }
  }

  /// Notes of every frame what it is told of the next one.
  private final class ListeningUpscaler: TileUpscaler {
    private let copy: CopyingUpscaler
    private let tell: @Sendable (Bool) -> Void

    init(width: Int, height: Int, tell: @escaping @Sendable (Bool) -> Void) {
      copy = CopyingUpscaler(width: width, height: height, scale: 2)
      self.tell = tell
    }

    func infer(
      _ input: borrowing PlanarImage, x: Int, y: Int, into output: borrowing PlanarImage,
      nextStays: Bool
    ) {
      tell(nextStays)
      copy.infer(input, x: x, y: y, into: output, nextStays: nextStays)
    }
  }

  /// What the network is told of the frames behind those of a few images: of their sizes, and their shades of gray above and
  /// below the middle.
  private func tellings(
    _ images: [(size: String, upper: Int, lower: Int)], firstHasAlpha: Bool = false,
    _ change: (inout JobOptions) -> Void = { _ in }
  ) throws -> [Bool] {
    try withTemporaryFolder { folder in
      let paths = images.indices.map { folder + "/\($0).png" }
      for (path, image) in zip(paths, images) {
        let alpha =
          firstHasAlpha && path == paths[0] ? ",format=rgba,colorchannelmixer=aa=0.5" : ""
        try run([
          "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=black:size=\(image.size)", "-vf",
          "format=gray,geq=lum='if(lt(Y,H/2),\(image.upper),\(image.lower))'" + alpha,
          "-frames:v", "1", path,
        ])
      }
      let told = Mutex<[Bool]>([])
      let factory = UpscalerFactory(scale: 2, level: "listen") { width, height, _, _ in
        ListeningUpscaler(width: width, height: height) { stays in
          told.withLock { $0.append(stays) }
        }
      } scratchBytes: { width, height, _, _ in
        width * height
      }
      try upscale(
        .images(paths), to: .imageFolder(folder + "/out", suffix: ""), factory: factory, change)
      return told.withLock { $0 }
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

  @Test func theNextFrameIsLookedAt() throws {
    let images = [
      ("40x30", 10, 20), ("40x30", 30, 20), ("40x30", 30, 20), ("40x30", 50, 60),
      ("300x200", 50, 60),
      ("300x200", 50, 70), ("40x30", 50, 60), ("40x30", 50, 70), ("40x30", 80, 90),
    ]
    // The pool has room for few pictures of the first one's size, and for one of the large ones.
    for inFlight in [1, 2, 5] {
      let told = try tellings(images) { $0.framesInFlight = inFlight }
      #expect(told == [true, true, false, false, false, false, true, false, false])
    }
    #expect(try tellings(images) { $0.reusesPieces = false }.contains(true) == false)
    let alphaFirst = try tellings([images[0], images[1], images[2]], firstHasAlpha: true)
    #expect(alphaFirst == [false, true, false])
    let inTiles = try tellings([images[0], images[1]]) {
      $0.tiling = .fixed(width: 32, height: 30)
      $0.overlapPixels = 8
    }
    #expect(inTiles == [false, false, false, false])
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
