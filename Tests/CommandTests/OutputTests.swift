import RLFNTestSupport
import Testing

/// One source in every kind of output, judged by ffmpeg and ffprobe.
@Suite struct OutputTests {
  private let folder = TemporaryFolder()

  init() { folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors") }

  private func upscale(_ input: String, _ output: String, _ more: [String] = [])
    -> Subprocess.Result
  {
    folder.copyUpscale(input, output, more)
  }

  @Test(
    "The same source becomes any kind of output",
    arguments: [
      "out.mp4", "out.mkv", "out.mov", "out.webm", "out.avi", "out.gif", "out.apng", "out%03d.png",
      "out.y4m", "out.nut",
    ])
  func everyOutput(output: String) {
    folder.run(
      program: "sh",
      [
        "-c",
        "ffmpeg -v error -f lavfi -i testsrc2=s=64x48:r=10:d=0.8 -f lavfi -i sine=d=0.8 -c:v libx264 -crf 1 "
          + "-bf 2 -c:a libmp3lame in.mkv",
      ])
    let result = upscale("in.mkv", output, output == "out.webm" ? ["--audio", "none"] : [])
    #expect(result.exitCode == 0, "\(result.errors)")
    let log = folder.run(
      program: "sh",
      [
        "-c",
        "ffmpeg -v info -i in.mkv -i \(output) -lavfi '[0:v]settb=1/10,setpts=N,format=gbrp[a];"
          + "[1:v]settb=1/10,setpts=N,format=gbrp,scale=64:48:flags=area[b];[a][b]psnr=f=log' -f null - 2>&1",
      ])
    #expect(averagePSNR(log) > 25, "\(log.suffix(300))")
    #expect(folder.run(program: "wc", ["-l", "log"]).hasPrefix("8 "), "8 frames")
    // Sound, where there can be any, is the same to the bit.
    guard ["out.mp4", "out.mkv", "out.mov", "out.avi", "out.nut"].contains(output) else { return }
    let sound = ["-map", "0:a", "-c", "copy"]
    let source = folder.frameChecksums("in.mkv", sound)
    #expect(source.count > 10 && source == folder.frameChecksums(output, sound))
  }

  /// A gray ramp above eight bars of color, which every matrix and range has to bring back.
  private func makeChart(_ matrix: String, _ range: String, _ pixels: String) {
    let names = ["bt2020": "bt2020nc", "bt470": "bt470bg"]
    let tags = "setparams=colorspace=\(names[matrix] ?? matrix):range=\(range)"
    let bar = { (bit: Int) in "if(lt(Y,16),X,if(mod(trunc(X/\(32 << bit)),2),220,30))" }
    folder.run(
      program: "sh",
      [
        "-c",
        "ffmpeg -v error -y -f lavfi -i color=black:s=256x32:r=5,format=gbrp -vf \"geq=r='\(bar(0))':g='\(bar(1))'"
          + ":b='\(bar(2))',scale=out_color_matrix=\(matrix):out_range=\(range),format=\(pixels),\(tags)\" -frames:v 1 -c:v ffv1 in.mkv",
      ])
  }

  @Test(
    "A gray ramp and color bars come back within 1 of 255 in every matrix and range",
    arguments: ["smpte170m", "bt709", "bt2020", "smpte240m", "fcc", "bt470"], ["tv", "pc"])
  func colors(matrix: String, range: String) {
    for pixels in ["yuv444p", "yuv444p10le"] {
      makeChart(matrix, range, pixels)
      let result = upscale("in.mkv", "out.mkv", ["-c", "ffv1"])
      #expect(result.exitCode == 0, "\(result.errors)")
      let entries = [
        "-v", "error", "-show_entries", "stream=pix_fmt,color_range,color_space", "-of", "csv=p=0",
      ]
      #expect(
        folder.run(program: "ffprobe", entries + ["in.mkv"])
          == folder.run(program: "ffprobe", entries + ["out.mkv"]))
      let script = """
        import subprocess, array
        def codes(name):
            data = subprocess.run(['ffmpeg', '-v', 'error', '-i', name, '-f', 'rawvideo', '-'],
                                  capture_output=True).stdout
            return array.array('H' if '\(pixels)'.endswith('le') else 'B', data)
        small, large = codes('in.mkv'), codes('out.mkv')
        assert len(small) == 3 * 256 * 32 and len(large) == 3 * 512 * 64
        print(max(abs(small[(p * 32 + y) * 256 + x] - large[(p * 64 + 2 * y + 1) * 512 + 2 * x + 1])
                  for p in range(3) for y in range(32) for x in range(256)))
        """
      let worst = Int(folder.run(program: "python3", ["-c", script]).filter(\.isNumber)) ?? 99
      // In codes of 10 bits 1 of 255 is 4.
      #expect(worst <= (pixels == "yuv444p" ? 1 : 4), "\(pixels): \(worst)")
    }
  }
}
