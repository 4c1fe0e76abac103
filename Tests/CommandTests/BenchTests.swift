import FoundationEssentials
import RLFNTestSupport
import Testing

@Suite struct BenchTests {
  private let folder = TemporaryFolder()

  private struct Report: Decodable {
    let model, size, precision, isa, tile: String
    let scale, threads, frames, macs_per_frame, peak_rss_bytes: Int
    let median_ms, min_ms, p95_ms, gmac_per_s: Double
  }

  private func report(_ arguments: String...) throws -> Report {
    let result = Subprocess(["bench", "--json"] + arguments, in: folder).wait()
    try #require(result.exitCode == 0, "\(result.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test func theReportHasTheFiguresOfTheContract() throws {
    let report = try report("--size", "48x32", "--frames", "5", "--threads", "2")
    #expect(report.model == "rlfn_ntire" && report.scale == 4)
    #expect(report.size == "48x32" && report.precision == "fp32")
    #expect(report.threads == 2 && report.frames == 5)
    #expect(report.tile == "48x32", "the frame is not cut")
    #expect(report.min_ms > 0 && report.min_ms <= report.median_ms)
    #expect(report.median_ms <= report.p95_ms)
    #expect(report.macs_per_frame > 48 * 32 * 290_000 && report.macs_per_frame < 48 * 32 * 310_000)
    let speed = Double(report.macs_per_frame) / 1e6 / report.median_ms
    #expect(abs(report.gmac_per_s / speed - 1) < 1e-6)
    #expect(report.peak_rss_bytes > 1 << 20)
  }

  @Test func tilesAreTimedAsAsked() throws {
    let report = try report(
      "--size", "64x48", "--frames", "1", "--tile", "32x40", "--precision", "fp32")
    #expect(report.tile == "32x40")
    let text = folder.run("bench", "--size", "64x48", "--frames", "1", "-t", "32", "-j", "1").output
    #expect(text.hasPrefix("rlfn_ntire x4, 64x48 in tiles of 32x32, fp32, "))
    #expect(text.contains(", 1 thread, 1 frame\n"))
  }

  @Test func whatCannotBeTimedEndsWith2() {
    for arguments in [
      ["--tile", "20"], ["--tile", "x"], ["--precision", "int8"], ["--size", "0x4"],
    ] {
      let result = Subprocess(["bench"] + arguments, in: folder).wait()
      #expect(result.exitCode == 2)
      #expect(result.errors.hasPrefix("rlfn-video: error: "))
    }
  }
}
