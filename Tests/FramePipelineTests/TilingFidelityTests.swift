import FramePipeline
import Glibc
import RLFNEngine
import RLFNTestSupport
import Testing

/// How far tiles are from the whole frame, with the real network on real pictures.
@Suite struct TilingFidelityTests {
  /// How two pictures differ.
  private struct Difference {
    /// Peak signal-to-noise ratio over all samples in float, for a peak of 255.
    let decibels: Double
    /// The largest difference of a sample.
    let largest: Float
  }

  @Test(
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"),
    arguments: [
      ("h265_bframes.mp4", 10), ("roadtrip-vp92-10bit.webm", 5), ("bikes.mp4", 100),
      ("bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4", 50),
    ])
  func automaticTilesAreWithin50DecibelsOfTheWholeFrameAndTheDocumentSaysHowFar(
    clip: String, number: Int
  ) throws {
    let picture = try frame(number, of: clip)
    let factory = UpscalerFactory(try Network(weights: try Weights.builtIn(scale: 4)))
    let width = picture.width
    let height = picture.height
    let plan = TilePlan(
      evenTilesFor: width, height, overlap: JobOptions().overlapPixels)
    let tiled = enlarge(picture, plan, factory)
    let whole = enlarge(picture, TilePlan(wholeFrameOf: width, height), factory)
    let difference = compare(tiled, whole)
    let decibels = (difference.decibels * 10).rounded() / 10
    let largest = difference.largest.rounded()
    print(
      "| `\(clip)`, frame \(number) | \(width)x\(height) | \(plan.count) of "
        + "\(plan.tileWidth)x\(plan.tileHeight) | \(decibels) dB | \(Int(largest)) |")
    #expect(difference.decibels >= 50)
    // OpenBLAS sums in another order, which moves the last digit at most.
    let documented = try #require(try row(of: clip))
    #expect(documented.count == 5)
    #expect(documented[1] == "\(width)x\(height)")
    #expect(documented[2] == "\(plan.count) of \(plan.tileWidth)x\(plan.tileHeight)")
    #expect(abs(try #require(Double(documented[3].dropLast(3))) - decibels) < 0.15)
    #expect(abs(try #require(Float(documented[4])) - largest) <= 1)
  }

  /// Frame `number` of a clip, in float RGB.
  private func frame(_ number: Int, of clip: String) throws -> PlanarImage {
    let demuxer = try Demuxer(path: Shared.folder + "/clips/" + clip)
    let decoder = try VideoDecoder(for: demuxer, threads: 1)
    while true {
      switch try decoder.receive() {
      case .frame(let frame):
        guard decoder.frameCount == number + 1 else { continue }
        let image = PlanarImage(width: frame.width, height: frame.height)
        try PixelConverter().convert(frame, to: image)
        return image
      case .needsInput:
        var packet = try demuxer.read()
        while let other = packet?.streamIndex, other != demuxer.video.streamIndex {
          packet = try demuxer.read()
        }
        if let packet { try decoder.send(packet) } else { try decoder.finish() }
      case .finished:
        throw ToolFailure(description: "\(clip) has no frame \(number)")
      }
    }
  }

  private func enlarge(
    _ picture: borrowing PlanarImage, _ plan: TilePlan, _ factory: UpscalerFactory
  ) -> PlanarImage {
    let output = PlanarImage(
      width: picture.width * factory.scale, height: picture.height * factory.scale)
    _ = TiledInference(plan: plan, factory: factory, threads: 2, lanes: 2)
      .infer(picture, into: output)
    return output
  }

  private func compare(_ one: borrowing PlanarImage, _ other: borrowing PlanarImage) -> Difference {
    var squares = 0.0
    var largest: Float = 0
    for plane in 0..<3 {
      for y in 0..<one.height {
        let a = one.plane(plane) + y * one.rowStride
        let b = other.plane(plane) + y * other.rowStride
        for x in 0..<one.width {
          let difference = a[x] - b[x]
          squares += Double(difference * difference)
          largest = max(largest, abs(difference))
        }
      }
    }
    let mean = squares / Double(3 * one.width * one.height)
    return Difference(decibels: 10 * log10(255 * 255 / mean), largest: largest)
  }

  /// The cells of the document's row for that clip.
  private func row(of clip: String) throws -> [String]? {
    let text = String(
      decoding: try bytes(of: Shared.packageRoot + "/docs/FIDELITY.md"), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("| `\(clip)`") }
    return line?.split(separator: "|").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
