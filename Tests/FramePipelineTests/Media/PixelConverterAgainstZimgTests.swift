import FramePipeline
import Glibc
import RLFNEngine
import RLFNTestSupport
import Testing

/// Whole pictures, chroma between samples included, against the zimg library through FFmpeg's `zscale`.
@Suite(
  .enabled(
    if: Tool.run("ffmpeg -hide_banner -filters | grep -q ' zscale '"),
    "needs an ffmpeg with the zscale filter"))
struct PixelConverterAgainstZimgTests {
  /// One way of coding a picture, in the words of ffmpeg and of zscale.
  struct Coding: Sendable, CustomTestStringConvertible {
    let format: String
    let matrix: (tag: String, zscale: String)
    let isFull: Bool
    let location: String
    var testDescription: String { "\(format) \(matrix.tag) \(isFull) \(location)" }
  }

  private static let codings = [
    Coding(format: "yuv420p", matrix: ("bt709", "709"), isFull: false, location: "left"),
    Coding(format: "yuv420p", matrix: ("smpte170m", "170m"), isFull: true, location: "center"),
    Coding(format: "yuv420p", matrix: ("bt709", "709"), isFull: false, location: "topleft"),
    Coding(
      format: "yuv422p10le", matrix: ("bt2020nc", "2020_ncl"), isFull: false, location: "left"),
  ]
  private static let (width, height) = (320, 180)

  @Test("RGB is within half a step of zimg's everywhere", arguments: codings)
  func agrees(coding: Coding) throws {
    let folder = TemporaryFolder()
    let range = coding.isFull ? "full" : "limited"
    let source = folder.clip(
      "in.mkv",
      "-f lavfi -i mandelbrot=s=\(Self.width)x\(Self.height) -frames:v 1 -vf boxblur=3,format=gbrp,"
        + "zscale=m=\(coding.matrix.zscale):r=\(range):c=\(coding.location),format=\(coding.format) "
        + "-colorspace \(coding.matrix.tag) -color_range \(coding.isFull ? "pc" : "tv") "
        + "-chroma_sample_location \(coding.location) -c:v libx264 -qp 0")
    let raw = folder.file("rgb.raw")
    let filter =
      "zscale=min=\(coding.matrix.zscale):rin=\(range):cin=\(coding.location):m=gbr:r=full"
      + ":f=bicubic:param_a=0:param_b=0.5,format=gbrpf32le"
    #expect(Tool.run("ffmpeg -v error -i \(source) -vf '\(filter)' -f rawvideo \(raw)"))
    let expected = try floats(raw)
    let image = PlanarImage(width: Self.width, height: Self.height)
    try decodeFirst(source, into: image)

    var (worst, sum): (Float, Float) = (0, 0)
    for (plane, theirs) in [2, 0, 1].enumerated() {
      for y in 0..<Self.height {
        for x in 0..<Self.width {
          let value = expected[(theirs * Self.height + y) * Self.width + x] * 255
          let difference = abs(min(max(value, 0), 255) - image[plane: plane, x: x, y: y])
          worst = max(worst, difference)
          sum += difference
        }
      }
    }
    let mean = sum / Float(expected.count)
    #expect(worst <= 0.5 && mean <= 0.06, "worst \(worst), mean \(mean)")
  }

  private func floats(_ path: String) throws -> [Float] {
    var result = [Float](repeating: 0, count: 3 * Self.width * Self.height)
    let file = try #require(fopen(path, "rb"))
    defer { fclose(file) }
    let count = fread(&result, MemoryLayout<Float>.stride, result.count, file)
    try #require(count == result.count)
    return result
  }

  private func decodeFirst(_ path: String, into image: borrowing PlanarImage) throws {
    let demuxer = try Demuxer(path: path)
    let decoder = try VideoDecoder(for: demuxer, threads: 1)
    while let packet = try demuxer.read() { try decoder.send(packet) }
    try decoder.finish()
    switch try decoder.receive() {
    case .frame(let frame): try PixelConverter().convert(frame, to: image)
    case .needsInput: Issue.record("the decoder was told that no packet follows")
    case .finished: Issue.record("the clip has a frame")
    }
  }
}
