import CFFmpeg
import FramePipeline
import RLFNEngine
import RLFNTestSupport

/// A picture of Set5 in the size that networks for x4 take.
struct Set5Picture {
  /// SHA-256 of an upscaled picture: its float planes (red, green, blue, in rows), and its 8-bit pixels as they go into
  /// a PNG file.
  struct Hashes: Equatable {
    let planes: String
    let bytes: String
  }

  private let path: String

  init(_ name: String) { path = Shared.folder + "/benchmarks/Set5/LRbicx4/\(name).png" }

  /// Upscales it.
  func hashes(network: Network, threads: Int) throws -> Hashes {
    let frame = try ImageReader.read(path)
    let input = PlanarImage(width: frame.width, height: frame.height)
    try PixelConverter().convert(frame, to: input)
    let scale = network.architecture.scale
    let output = PlanarImage(width: frame.width * scale, height: frame.height * scale)
    FrameInference(network: network, width: input.width, height: input.height, threads: threads)
      .infer(input, into: output)

    let properties = FrameProperties(of: frame)
    let format = try ImageWriter(fileExtension: "png").format(
      width: output.width, height: output.height, source: properties)
    let converted = try PixelConverter().convert(output, to: format, properties: properties)
    return Hashes(
      planes: Sha256.hexDigest(
        of: TestPictures.values(output).withUnsafeBytes { Array($0) }),
      bytes: Sha256.hexDigest(of: try Self.rgb24(converted)))
  }

  private static func rgb24(_ frame: borrowing Frame) throws -> [UInt8] {
    guard frame.pixelFormatName == "rgb24", let pixels = frame.pointer.pointee.data.0 else {
      throw PipelineError(.processing, "not rgb24 but \(frame.pixelFormatName)")
    }
    let pitch = Int(frame.pointer.pointee.linesize.0)
    return (0..<frame.height).flatMap { row in
      UnsafeBufferPointer(start: pixels + row * pitch, count: 3 * frame.width)
    }
  }
}
