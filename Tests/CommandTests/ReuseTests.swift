import FoundationEssentials
import RLFNTestSupport
import Testing

/// What frames have in common is computed once, and nobody can tell from the output.
@Suite struct ReuseTests {
  private let folder = TemporaryFolder()

  private struct Report: Decodable {
    struct Frame: Decodable { let tiles, tiles_reused, pieces, pieces_reused: Int }
    struct Tiling: Decodable { let tiles_per_frame, pieces_per_frame: Int }
    let tiling: Tiling
    let frames: [Frame]
  }

  /// A red square on grey that jumps every five frames.
  private func makeClip(pixelFormat: String) {
    folder.write(to: "clip.mkv")
    folder.run(
      program: "ffmpeg",
      [
        "-v", "error", "-y", "-f", "lavfi", "-i", "color=gray:s=200x320:r=10", "-f", "lavfi", "-i",
        "color=red:s=8x8:r=10", "-filter_complex", "overlay=x='30*floor(2*t)':y=20:shortest=1",
        "-frames:v", "12", "-c:v", "ffv1", "-pix_fmt", pixelFormat, "clip.mkv",
      ])
  }

  private func upscale(_ output: String, _ arguments: String...) throws -> Report {
    let result = Subprocess(
      [
        "-q", "-i", "clip.mkv", "-o", output, "--preset", "ultrafast", "--report", "run.json",
      ] + arguments, in: folder
    ).wait()
    try #require(result.exitCode == 0, "\(result.errors)")
    let text = folder.run(program: "cat", ["run.json"])
    return try JSONDecoder().decode(Report.self, from: Data(text.utf8))
  }

  @Test(arguments: [("auto", "yuv420p"), ("auto", "yuv444p"), ("96", "yuv420p")])
  func theOutputIsThatOfComputingEverything(tile: String, pixelFormat: String) throws {
    makeClip(pixelFormat: pixelFormat)
    let reusing = try upscale("reused.mkv", "-t", tile)
    let computing = try upscale("computed.mkv", "-t", tile, "--no-reuse")
    #expect(folder.shape("reused.mkv") == "800,1280,12")
    #expect(
      folder.checksum("reused.mkv").prefix(64) == folder.checksum("computed.mkv").prefix(64))
    #expect(computing.frames.allSatisfy { $0.pieces_reused == 0 && $0.tiles_reused == 0 })
    let tiling = reusing.tiling
    #expect(tiling.tiles_per_frame == (tile == "auto" ? 1 : 12))
    #expect(tile == "auto" ? tiling.pieces_per_frame > 12 : tiling.pieces_per_frame == 12)
    for (index, frame) in reusing.frames.enumerated() {
      #expect(frame.tiles == tiling.tiles_per_frame && frame.pieces == tiling.pieces_per_frame)
      switch index {
      case 0: #expect(frame.pieces_reused == 0)
      case 5, 10: #expect((1..<frame.pieces).contains(frame.pieces_reused), "frame \(index)")
      default:
        #expect(frame.pieces_reused == frame.pieces, "frame \(index)")
        #expect(frame.tiles_reused == frame.tiles, "frame \(index)")
      }
    }
  }

  /// Between pictures of one size come some of another, which have an inference of their own.
  @Test func picturesOfSeveralSizesAreThoseOfComputingEverything() throws {
    folder.run(program: "mkdir", ["in"])
    let pictures = [
      "a": "color=gray:s=64x300", "b": "color=gray:s=64x300,drawbox=x=8:y=9:w=5:h=5:color=red",
      "c": "color=gray:s=64x300,drawbox=x=50:y=280:w=5:h=5:color=blue", "d": "testsrc=s=90x40",
      "e": "testsrc=s=300x64",
    ]
    let order = ["a", "b", "b", "c", "d", "c", "c", "b", "b", "a", "e", "a", "a", "a", "c", "c"]
    for (index, name) in order.enumerated() {
      folder.run(
        program: "ffmpeg",
        [
          "-v", "error", "-f", "lavfi", "-i", pictures[name] ?? "", "-frames:v", "1", "-pix_fmt",
          "yuv420p", "-q:v", "1", "in/\(10 + index).jpg",
        ])
    }
    for arguments in [["-o", "reused"], ["-o", "computed", "--no-reuse"]] {
      let result = Subprocess(["-q", "-i", "in"] + arguments, in: folder).wait()
      try #require(result.exitCode == 0, "\(result.errors)")
    }
    #expect(folder.run(program: "diff", ["-r", "reused", "computed"]).isEmpty)
    #expect(folder.run(program: "ls", ["reused"]).split(separator: "\n").count == order.count)
  }
}
