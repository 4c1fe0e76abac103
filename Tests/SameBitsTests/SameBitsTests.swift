import Glibc
import RLFNEngine
import RLFNTestSupport
import Testing

/// The upscaled pictures of Set5 are one value each: at every exact level of the machine, with the same sources at 1, 4,
/// 8 and 16 lanes, on 1, 2 and 5 threads, and on every machine that runs this test.
///
/// A change of the arithmetic changes the values: `make check-bits` prints the new ones.
@Suite(.serialized) struct SameBitsTests {
  static let checkpoints = ["rlfn_ntire_x4", "rlfn_s_x4", "rlfn_x4"]
  static let pictures = ["baby", "bird", "butterfly", "head", "woman"]
  /// `make check-bits`: every table, picture and number of threads, and a line for each.
  static let isComplete = getenv("RLFN_CHECK_BITS") != nil

  /// Where and how a picture is upscaled.
  struct Run {
    let level: KernelLevel
    let threads: Int
  }

  @Test(
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"),
    .enabled(if: !KernelTables.all.exact.isEmpty, "needs a CPU with fused multiply-add"),
    arguments: checkpoints)
  func picturesAreTheSameBitsEverywhere(checkpoint: String) throws {
    let weights = try Weights(contentsOf: Shared.folder + "/weights/\(checkpoint).pth")
    let golden = GoldenHashes()
    for run in Self.runs {
      let network = try Network(weights: weights, level: run.level)
      for name in Self.pictures where Self.isComplete || Self.isShort(run, name) {
        let hashes = try Set5Picture(name).hashes(network: network, threads: run.threads)
        if Self.isComplete {
          let place = "\(run.level.name), \(run.threads) threads"
          print("\(checkpoint) \(name) \(hashes.planes) \(hashes.bytes) \(place)")
        }
        #expect(
          hashes == golden[checkpoint, name],
          "\(checkpoint) \(name) at \(run.level.name) on \(run.threads) threads")
      }
    }
  }

  private static let runs: [Run] = KernelTables.all.exact.flatMap { kernels in
    [1, 2, 5].map { Run(level: KernelLevel(kernels: kernels), threads: $0) }
  }

  /// Without `make check-bits`: the levels of the program on all, the other widths on 2 threads without the largest
  /// picture, and the slow build for one lane on the smallest picture only.
  private static func isShort(_ run: Run, _ picture: String) -> Bool {
    switch run.level.name {
    case "lanes1": run.threads == 2 && picture == "butterfly"
    case "lanes4", "lanes8", "lanes16": run.threads == 2 && picture != "baby"
    default: true
    }
  }
}
