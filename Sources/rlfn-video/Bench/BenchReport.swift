import FramePipeline
import RLFNEngine

/// What `bench --json` prints; the names are the command line's contract.
struct BenchReport: Encodable {
  let model: String
  let scale: Int
  let size: String
  let precision: String
  let threads: Int
  /// Input pixels, `WxH`; that of the frame where it is not cut.
  let tile: String
  let isa: String
  let frames: Int
  let medianMs: Double
  let minMs: Double
  let p95Ms: Double
  let macsPerFrame: Int
  /// Multiply-adds of the network as published, per second: Winograd needs fewer.
  let gmacPerS: Double
  let peakRSSBytes: Int

  private enum CodingKeys: String, CodingKey {
    case model, scale, size, precision, threads, tile, isa, frames
    case medianMs = "median_ms"
    case minMs = "min_ms"
    case p95Ms = "p95_ms"
    case macsPerFrame = "macs_per_frame"
    case gmacPerS = "gmac_per_s"
    case peakRSSBytes = "peak_rss_bytes"
  }

  /// The report of a run with those times per frame, in milliseconds.
  init(
    _ options: BenchOptions, network: Network, tiles: TilePlan, milliseconds: [Double]
  ) {
    let sorted = milliseconds.sorted()
    let (width, height) = options.size
    model = network.architecture.name
    scale = network.architecture.scale
    size = "\(width)x\(height)"
    precision = options.precision
    threads = options.job.threads
    tile = "\(tiles.tileWidth)x\(tiles.tileHeight)"
    isa = network.level.name
    frames = milliseconds.count
    medianMs = sorted[sorted.count / 2]
    minMs = sorted[0]
    p95Ms = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
    macsPerFrame = network.architecture.counts(width: width, height: height).multiplyAdds
    gmacPerS = Double(macsPerFrame) / 1e6 / medianMs
    peakRSSBytes = Host.peakResidentBytes
  }

  /// The report for people.
  var text: String {
    """
    \(model) x\(scale), \(size)\(tile == size ? "" : " in tiles of " + tile), \(precision), \(isa), \
    \(counted(threads, "thread")), \(counted(frames, "frame"))
    per frame: median \(fixed(medianMs, 1)) ms, least \(fixed(minMs, 1)) ms, \
    95th percentile \(fixed(p95Ms, 1)) ms
    \(fixed(gmacPerS, 1)) GMAC/s of the published network's arithmetic; \
    peak memory \(peakRSSBytes >> 20) MiB

    """
  }
}
