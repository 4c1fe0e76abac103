import FoundationEssentials
import RLFNTestSupport
import Testing

@Suite struct ReportTests {
  private let folder = TemporaryFolder()

  /// The contract, as its readers would write it down.
  private struct Report: Decodable {
    struct Tool: Decodable { let version, isa: String; let threads: Int }
    struct Host: Decodable { let cpu: String; let cores, memory_bytes: Int }
    struct Input: Decodable {
      let path: String; let width, height, frames: Int; let codec, pix_fmt, frame_rate: String
    }
    struct Output: Decodable {
      let path: String; let width, height, frames: Int; let codec, pix_fmt: String; let bytes: Int
    }
    struct Model: Decodable {
      let name: String; let scale, parameters, macs_per_pixel: Int;
      let precision, weights_sha256: String
    }
    struct Tiling: Decodable {
      let mode: String; let tile_width, tile_height, overlap, tiles_per_frame, pieces_per_frame: Int
    }
    struct Times: Decodable { let decode, to_rgb, infer, blend, from_rgb, encode: Double }
    struct Waits: Decodable { let infer, encode: Double }
    struct Frame: Decodable {
      let index: Int; let pts: Int?; let time_s: Double
      let tiles, tiles_reused, pieces, pieces_reused: Int
      let ms: Times; let wait_ms: Waits
    }
    struct Stage: Decodable {
      let count: Int; let total_ms, mean_ms, p50_ms, p95_ms, max_ms, busy_share: Double
    }
    struct Totals: Decodable {
      let wall_s: Double; let frames: Int; let fps, cpu_s: Double; let peak_rss_bytes: Int
    }
    let schema: Int
    let tool: Tool
    let host: Host
    let input: Input
    let output: Output
    let model: Model
    let tiling: Tiling
    let frames: [Frame]
    let stages: [String: Stage]
    let totals: Totals
  }

  @Test func jsonFollowsTheContract() throws {
    folder.makeVideo("clip.mp4", frames: 12)
    let result = folder.run("-i", "clip.mp4", "-o", "out.mkv", "--report", "run.json", "-j", "2")
    #expect(result.exitCode == 0)
    let text = folder.run(program: "cat", ["run.json"])
    let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
    #expect(report.schema == 1)
    #expect(report.tool.threads == 2)
    #expect(report.input.path == "clip.mp4")
    #expect((report.input.width, report.input.height, report.input.frames) == (16, 16, 12))
    #expect((report.input.codec, report.input.frame_rate) == ("h264", "10/1"))
    #expect((report.output.width, report.output.height, report.output.frames) == (64, 64, 12))
    let size = folder.run(program: "stat", ["-c", "%s", "out.mkv"])
    #expect("\(report.output.bytes)\n" == size)
    #expect(report.model.name == "rlfn_ntire")
    #expect(report.model.parameters == 317_218)
    #expect(report.model.macs_per_pixel == 300_527)
    #expect(report.model.precision == "fp32")
    let weights =
      Shared.packageRoot + "/Sources/CRLFNKernels/weights/rlfn_ntire_x4_default.safetensors"
    #expect(folder.checksum(weights).hasPrefix(report.model.weights_sha256))
    #expect((report.tiling.mode, report.tiling.tiles_per_frame) == ("whole", 1))
    #expect(report.frames.map(\.index) == Array(0..<12))
    for (index, frame) in report.frames.enumerated() {
      #expect(abs(frame.time_s - Double(index) / 10) < 1e-6)
      #expect(frame.ms.infer > 0)
      #expect(frame.tiles == 1 && frame.pieces == report.tiling.pieces_per_frame)
      #expect(frame.tiles_reused == (frame.pieces_reused == frame.pieces ? 1 : 0))
    }
    let names = ["decode", "to_rgb", "infer", "blend", "from_rgb", "encode"]
    #expect(Set(report.stages.keys).isSubset(of: names))
    #expect(report.stages["infer"]?.count == 12)
    #expect(report.totals.frames == 12)
    #expect(report.totals.wall_s > 0)
    // Both figures have three decimals.
    let rounding = 0.0006 * (report.totals.fps + report.totals.wall_s)
    #expect(abs(report.totals.fps * report.totals.wall_s - 12) < rounding)
  }

  @Test func csvHasALinePerFrame() {
    folder.makeVideo("clip.mp4", frames: 12)
    #expect(folder.run("-i", "clip.mp4", "-o", "out.mkv", "--report", "run.csv").exitCode == 0)
    let lines = folder.run(program: "cat", ["run.csv"]).split(separator: "\n")
    #expect(lines.count == 13)
    let columns = lines[0].split(separator: ",")
    #expect(columns.prefix(2) == ["index", "pts"])
    for line in lines {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == columns.count)
    }
  }

  @Test func summaryAndMessagesGoToStandardErrorUnlessQuiet() {
    folder.makeVideo("clip.mp4", frames: 2)
    let loud = folder.run("-i", "clip.mp4", "-o", "a.mkv")
    #expect(loud.errorLines.first?.hasPrefix("stage ") == true)
    #expect(loud.errors.contains("average runtime"))
    let quiet = folder.run("-q", "-i", "clip.mp4", "-o", "b.mkv")
    #expect(quiet.errors == "")
    let verbose = folder.run("-v", "-i", "clip.mp4", "-o", "c.mkv")
    #expect(verbose.errors.contains("model rlfn_ntire x4"))
  }

  private struct Record: Decodable {
    let type, input: String
    let frames_done, frames_total: Int?
    let percent: Double?
    let output: String?
  }

  @Test func jsonProgressIsOneObjectALine() throws {
    folder.makeVideo("clip.mp4", frames: 12)
    let result = folder.run("-i", "clip.mp4", "-o", "out.mkv", "--progress", "json")
    #expect(result.exitCode == 0)
    let records = try result.errorLines.map {
      try JSONDecoder().decode(Record.self, from: Data($0.utf8))
    }
    #expect(records.first?.type == "progress")
    #expect(records.first?.frames_done == 0)
    let last = try #require(records.last { $0.type == "progress" })
    #expect((last.frames_done, last.frames_total, last.percent) == (12, 12, 100))
    let end = try #require(records.last)
    #expect((end.type, end.output) == ("done", "out.mkv"))
    let done = records.compactMap(\.frames_done)
    #expect(done == done.sorted())
  }
}
