import FramePipeline
import RLFNEngine
import RLFNTestSupport
import Testing

@Suite(.enabled(if: Tool.isPresent, "needs ffmpeg and ffprobe")) struct ImageFilesTests {
  private let folder = TemporaryFolder()

  /// An image through the converter, one to one.
  @discardableResult
  private func copy(_ input: String, _ output: String) throws -> Int64 {
    let frame = try ImageReader.read(input)
    let properties = FrameProperties(of: frame)
    let image = PlanarImage(width: frame.width, height: frame.height)
    let converter = PixelConverter()
    try converter.convert(frame, to: image)
    let fileExtension = String(output.split(separator: ".").last ?? "")
    let writer = try ImageWriter(fileExtension: fileExtension)
    let format = try writer.format(width: frame.width, height: frame.height, source: properties)
    return try writer.write(
      try converter.convert(image, to: format, properties: properties), to: output,
      overwrites: true)
  }

  /// The smallest PSNR in dB between two pictures, as FFmpeg measures it; infinite when they are equal.
  private func psnr(_ a: String, _ b: String, _ format: String) -> Double {
    let log = folder.file("psnr.log")
    let graph = "[0]format=\(format)[a];[1]format=\(format)[b];[a][b]psnr=stats_file=\(log)"
    Tool.run("ffmpeg -v error -i '\(a)' -i '\(b)' -lavfi '\(graph)' -f null -")
    let text = Tool.output("cat \(log)")
    guard let part = text.split(separator: " ").first(where: { $0.hasPrefix("psnr_avg:") }) else {
      return 0
    }
    return Double(part.dropFirst(9)) ?? 0
  }

  @Test(
    "PNG keeps every sample and its depth",
    arguments: [
      ("rgb24", "rgb24"), ("rgb48be", "rgb48be"), ("gray", "gray"), ("gray16be", "gray16be"),
      ("pal8", "rgba"), ("rgba", "rgba"),
    ])
  func keepsPNG(format: String, expected: String) throws {
    // Odd sizes, because pictures have them.
    let input = folder.clip(
      "in.png", "-f lavfi -i mandelbrot=s=67x45 -frames:v 1 -vf format=\(format)")
    let bytes = try copy(input, folder.file("out.png"))
    #expect(
      Tool.probe(folder.file("out.png"), "stream=width,height,pix_fmt") == ["67,45,\(expected)"])
    #expect(Tool.output("stat -c %s \(folder.file("out.png"))") == "\(bytes)\n")
    #expect(psnr(input, folder.file("out.png"), expected) == .infinity)
    #expect(folder.names().sorted() == ["in.png", "out.png", "psnr.log"])
  }

  @Test(
    "JPEG, WebP, TIFF and BMP are written at high quality",
    arguments: ["jpg", "webp", "tif", "bmp"])
  func writesOthers(fileExtension: String) throws {
    let input = folder.clip(
      "in.png", "-f lavfi -i gradients=s=67x45:c0=red:c1=green:seed=1 -frames:v 1")
    let output = folder.file("out.\(fileExtension)")
    try copy(input, output)
    #expect(psnr(input, output, "rgb24") > 36)
  }

  @Test("Where 0 is white it stays white", arguments: ["in.pbm", "in.xbm"])
  func keepsBlackAndWhite(name: String) throws {
    let input = folder.clip(name, "-f lavfi -i testsrc2=s=64x48 -frames:v 1")
    #expect(Tool.probe(input, "stream=pix_fmt") == ["monow"])
    for output in ["out.png", "out.pbm"] {
      try copy(input, folder.file(output))
      #expect(psnr(input, folder.file(output), "gray") == .infinity)
    }
  }

  @Test("A picture of YUV becomes RGB in PNG, with 16 bits when it has more than 8")
  func convertsYUV() throws {
    let jpeg = folder.clip(
      "in.jpg", "-f lavfi -i mandelbrot=s=64x48 -frames:v 1 -pix_fmt yuvj444p -q:v 1")
    try copy(jpeg, folder.file("out.png"))
    #expect(Tool.probe(folder.file("out.png"), "stream=pix_fmt") == ["rgb24"])
    #expect(psnr(jpeg, folder.file("out.png"), "rgb24") > 45)
    let deep = folder.clip(
      "in.mkv", "-f lavfi -i testsrc2=s=64x48 -frames:v 1 -pix_fmt yuv444p10le -c:v ffv1")
    try copy(deep, folder.file("deep.png"))
    #expect(Tool.probe(folder.file("deep.png"), "stream=pix_fmt") == ["rgb48be"])
  }

  @Test("The content decides what an image is, not its name")
  func readsByContent() throws {
    let png = folder.clip("in.png", "-f lavfi -i testsrc2=s=64x48 -frames:v 1")
    Tool.run("cp \(png) '\(folder.file("50%d.jpg"))'")
    #expect(try ImageReader.read(folder.file("50%d.jpg")).width == 64)
  }

  @Test("What is no image is named, with the reason")
  func refusesOthers() throws {
    let png = folder.clip("in.png", "-f lavfi -i testsrc2=s=64x48 -frames:v 1")
    Tool.run("head -c 60 \(png) > \(folder.file("cut.png"))")
    for path in [
      folder.file("missing.png"), folder.path, folder.write("", to: "empty.png"),
      folder.write("text", to: "text.png"), folder.file("cut.png"),
    ] {
      let error = #expect(throws: PipelineError.self) { _ = try ImageReader.read(path) }
      #expect(error?.code == .unreadableInput)
      #expect(error?.message.contains(path) == true)
    }
  }

  @Test("Formats that cannot be written and targets that must not be replaced are refused")
  func refusesTargets() throws {
    #expect(throws: PipelineError.self) { _ = try ImageWriter(fileExtension: "xyz") }
    #expect(throws: PipelineError.self) { _ = try ImageWriter(fileExtension: "gif") }
    let png = folder.clip("in.png", "-f lavfi -i testsrc2=s=64x48 -frames:v 1")
    let frame = try ImageReader.read(png)
    let writer = try ImageWriter(fileExtension: "png")
    let existing = #expect(throws: PipelineError.self) {
      _ = try writer.write(frame, to: png, overwrites: false)
    }
    #expect(existing?.code == .unwritableOutput)
    let nowhere = #expect(throws: PipelineError.self) {
      _ = try writer.write(frame, to: folder.file("no/such/a.png"), overwrites: true)
    }
    #expect(nowhere?.code == .unwritableOutput)
    #expect(folder.names() == ["in.png"])
  }

  @Test(
    "A 16-bit picture stays one",
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared")
  )
  func keeps16Bits() throws {
    try copy(clip("butterfly_16bit.png"), folder.file("out.png"))
    #expect(psnr(clip("butterfly_16bit.png"), folder.file("out.png"), "rgb48le") == .infinity)
  }
}
