import Glibc
import RLFNTestSupport
import Testing

/// The published figures, through the command's folder form.
@Suite struct Set5Tests {
  private static let names = ["baby", "bird", "butterfly", "head", "woman"]

  @Test(.enabled(if: Shared.isPresent, "needs the reference data in ../shared"))
  func publishedWeightsReachThePublishedFigures() throws {
    let folder = TemporaryFolder()
    let set5 = Shared.folder + "/benchmarks/Set5"
    let result = Subprocess(
      [
        "-q", "-i", set5 + "/LRbicx4", "-o", folder.file("out/"),
        "--weights", Shared.folder + "/weights/rlfn_x4.pth",
      ], in: folder
    ).wait()
    #expect(result.exitCode == 0, "\(result.errors)")
    var psnr = 0.0
    var ssim = 0.0
    for name in Self.names {
      let truth = try pixels(of: "\(set5)/HR/\(name).png", in: folder)
      let ours = try pixels(of: folder.file("out/\(name).png"), in: folder)
      #expect(truth.width == ours.width && truth.bytes.count == ours.bytes.count)
      let quality = ImageQuality(ours.bytes, truth.bytes, width: ours.width, border: 4)
      psnr += quality.psnr / Double(Self.names.count)
      ssim += quality.ssim / Double(Self.names.count)
    }
    print("Set5 x4, rlfn_x4: \(psnr) dB, SSIM \(ssim)")
    #expect(abs(psnr - 32.24) <= 0.01)
    #expect(abs(ssim - 0.8953) <= 0.0005)
  }

  /// The 8-bit RGB pixels of a picture, as ffmpeg reads it.
  private func pixels(
    of path: String, in folder: TemporaryFolder
  ) throws -> (bytes: [UInt8], width: Int) {
    let raw = folder.file("picture.ppm")
    let ended = Subprocess(
      ["-v", "error", "-y", "-i", path, "-pix_fmt", "rgb24", raw], program: "ffmpeg", in: folder
    ).wait()
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let file = try #require(fopen(raw, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    // P6, width and height, 255, then the pixels.
    var header: [Int] = []
    var at = 2
    while header.count < 3 {
      at += 1
      var number = 0
      while (48...57).contains(bytes[at]) {
        number = number * 10 + Int(bytes[at]) - 48
        at += 1
      }
      header.append(number)
    }
    return (Array(bytes[(at + 1)...]), header[0])
  }
}
