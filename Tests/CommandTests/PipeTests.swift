import RLFNTestSupport
import Testing

/// y4m and NUT in and out, between ffmpeg and ffmpeg, with a network that only copies.
@Suite struct PipeTests {
  private let folder = TemporaryFolder()

  init() {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    folder.ffmpeg(
      "-f lavfi -i testsrc=s=34x26:r=10:d=1,setsar=4/3 -f lavfi -i sine=d=1 -c:v ffv1 -c:a flac in.mkv"
    )
  }

  /// Runs a line of the shell in which `$0` is rlfn-video with the network.
  @discardableResult
  private func shell(_ line: String) -> Subprocess.Result {
    let script = "up() { \"$0\" -q --weights copy.safetensors -s 2 \"$@\"; }; \(line)"
    return Subprocess(
      ["-c", script, Subprocess.program], program: "sh", in: folder
    ).wait()
  }

  private func probe(_ name: String, _ entries: String) -> [String] {
    folder.run(
      program: "ffprobe",
      [
        "-v", "error", "-count_frames", "-show_entries", "stream=\(entries)", "-of", "csv=p=0",
        name,
      ]
    ).split(separator: "\n").map(String.init)
  }

  @Test("y4m goes through with size, shape, depth and rate, and nothing else is on standard output")
  func y4m() {
    let result = shell(
      "ffmpeg -v error -i in.mkv -pix_fmt yuv422p10 -strict -1 -f yuv4mpegpipe - | up -i - -o - "
        + "| tee out.y4m | ffmpeg -v warning -y -i - -c:v ffv1 out.mkv")
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    let head = folder.run(program: "head", ["-n", "1", "out.y4m"])
    #expect(head.hasPrefix("YUV4MPEG2 W68 H52 F10:1 Ip A4:3 C422p10"), "\(head)")
    #expect(
      probe("out.mkv", "width,height,sample_aspect_ratio,pix_fmt,nb_read_frames")
        == ["68,52,4:3,yuv422p10le,10"])
  }

  @Test("NUT goes through with its sound and the times of both")
  func nut() {
    let result = shell(
      "ffmpeg -v error -i in.mkv -c:v rawvideo -c:a copy -f nut - | tee in.nut "
        + "| up -i - -o - --format nut | tee out.nut | ffmpeg -v warning -y -i - -map 0 -c:v ffv1 -c:a copy out.mkv"
    )
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    let (exitCode, report) = folder.verify("in.nut", "out.nut", ["-s", "2"])
    #expect(exitCode == 0, "\(report?.losses ?? [])")
    #expect(report?.verdict("stream 1 (audio): packets") == "same")
    #expect(probe("out.nut", "codec_name").sorted() == ["flac", "rawvideo"])
  }

  @Test("Telecine is undone by ffmpeg in front, as docs/FIDELITY.md says")
  func telecine() {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=160x128:r=24000/1001:d=2 -f lavfi -i sine=d=2 -vf "
        + "telecine=pattern=23,setfield=tff -c:v mpeg2video -q:v 1 -flags +ilme+ildct -c:a flac tape.mkv"
    )
    #expect(
      probe("tape.mkv", "codec_name,avg_frame_rate").first?.hasPrefix("mpeg2video,30000/1001")
        == true)
    #expect(shell("up -i tape.mkv -o film.mkv").exitCode == 2)
    let result = shell(
      "ffmpeg -v error -i tape.mkv -vf fieldmatch,decimate -c:v rawvideo -c:a copy -f nut - | up -i - -o film.mkv"
    )
    #expect(result.exitCode == 0 && result.errors == "", "\(result.errors)")
    #expect(
      probe("film.mkv", "codec_name,avg_frame_rate,nb_read_frames").first == "h264,24000/1001,48")
    #expect(probe("film.mkv", "codec_name") == ["h264", "flac"])
  }

  @Test("Standard input need not be a pipe, nor hold raw video")
  func otherInputs() {
    #expect(shell("up -y -i - -o file.mkv <in.mkv").exitCode == 0)
    #expect(shell("cat in.mkv | up -y -i - -o pipe.mkv").exitCode == 0)
    for output in ["file.mkv", "pipe.mkv"] {
      #expect(folder.verify("in.mkv", output, ["-s", "2"]).exitCode == 0, "\(output)")
    }
  }

  @Test("A pipe that ends early gives the frames that came")
  func earlyEnd() {
    let result = shell(
      "ffmpeg -v error -i in.mkv -pix_fmt yuv444p -f yuv4mpegpipe - | head -c 6000 | up -i - -o part.mkv"
    )
    #expect(result.exitCode == 0)
    // Of 34x26 pixels in 4:4:4 a frame has 2652 bytes, and 6 more for its head.
    #expect(probe("part.mkv", "nb_read_frames") == ["2"])
    #expect(shell("up -i - -o none.mkv </dev/null").exitCode == 3)
    #expect(shell("echo junk | up -i - -o none.mkv").exitCode == 3)
  }

  @Test("--format is for one video, of a container that can be written there")
  func formats() {
    #expect(shell("up -i in.mkv -o clip.xyz --format nut").exitCode == 0)
    #expect(folder.verify("in.mkv", "clip.xyz", ["-s", "2"]).report?.verdict("frames") == "same")
    let movie = shell("up -i in.mkv -o - --format mp4")
    #expect(movie.exitCode == 2 && movie.output == "")
    #expect(movie.errors.contains("hint: nut, matroska and y4m can"))
    #expect(shell("up -i in.mkv -o - --format bogus").exitCode == 2)
    #expect(shell("up -i in.mkv -o frames/ --format nut").exitCode == 2)
    #expect(shell("up -i in.mkv -i clip.xyz -o all/ --format nut").exitCode == 2)
  }
}
