import RLFNTestSupport
import Testing

@Suite struct UsageTests {
  private let folder = TemporaryFolder()

  init() {
    folder.write("YUV4MPEG2 W16 H16 F25:1 C420\n", to: "clip.y4m")
    folder.write("P5\n1 1\n255\na", to: "photo.pgm")
    folder.write("P5\n1 1\n255\na", to: "f_1.pgm")
  }

  private static let io = ["-i", "clip.y4m", "-o", "out.mkv"]

  /// Arguments, what the error says, and the hint ("" for any or none).
  static let slips: [([String], String, String)] = [
    ([], "no input is given", "rlfn-video -i INPUT -o OUTPUT; see --help"),
    (["-i", "clip.y4m"], "no output is given", "rlfn-video -i INPUT -o OUTPUT; see --help"),
    (["--scal", "3"] + io, "option --scale: '3' is not 2 or 4", ""),
    (["--thread", "2", "--bogus"], "unknown option --bogus", "see rlfn-video --help"),
    (["--sufix=x"], "unknown option --sufix", "did you mean --suffix?"),
    (["--reprot", "x.json"], "unknown option --reprot", "did you mean --report?"),
    (["-Q"], "unknown option -Q", "see rlfn-video --help"),
    (["-ss", "10"] + io, "option --scale: 's' is not 2 or 4", "did you mean --ss?"),
    (["-crf", "17"] + io, "unexpected argument '17'", "did you mean --crf?"),
    (["--fram", "1"], "option --fram is ambiguous", "it may be --frames-in-flight or --frames"),
    (["-i"], "option --input needs an argument: INPUT", ""),
    (["-y=1"] + io, "unknown option -=", ""),
    (["--skip-existing=yes"] + io, "option --skip-existing takes no argument", ""),
    (
      ["-i", "a.png", "b.png", "-o", "out"], "unexpected argument 'b.png'",
      "inputs are given with -i; put patterns into quotes: -i 'shots/*.png'"
    ),
    (["upscal"], "unknown command 'upscal'", "did you mean 'upscale'?"),
    (
      ["clip.y4m"], "unknown command 'clip.y4m'",
      "the commands are upscale, info, bench and verify; inputs are given with -i"
    ),
    (["-j", "0"] + io, "option --threads: '0' is not a whole number from 1 to 1024", ""),
    (["-j", "many"] + io, "option --threads: 'many' is not a whole number from 1 to 1024", ""),
    (
      ["-m", "rlfn_ntir"], "option --model: 'rlfn_ntir' is not rlfn_ntire, rlfn or rlfn_s",
      "did you mean 'rlfn_ntire'?"
    ),
    (
      ["--memory", "lots"] + io, "option --memory: 'lots' is not a size",
      "sizes look like 512M, 2G or 1.5G"
    ),
    (
      ["--to", "1:75"] + io, "option --to: '1:75' is not a time",
      "times look like 83.5, 1:23.5 or 00:01:23.500"
    ),
    (["--tile", "64x"] + io, "option --tile: '64x' is not a tile size", ""),
    (["--overlap", "-1"] + io, "option --overlap: '-1' is not a whole number from 0 to 4096", ""),
    (
      ["-e", "aq-mode"] + io, "option --encoder-option: 'aq-mode' is not of the form KEY=VALUE", ""
    ),
    (["--crf", "nan"] + io, "option --crf: 'nan' is not a number from 0 to 1000", ""),
    (
      ["--crf", "99999999999999999999"] + io,
      "option --crf: '99999999999999999999' is not a number from 0 to 1000", ""
    ),
    (["--ss", "99999999999999"] + io, "option --ss: '99999999999999' is not a time", ""),
    (
      ["--start-number", "9223372036854775807"] + io,
      "option --start-number: '9223372036854775807' is not a whole number from 0 to 2147483647", ""
    ),
    (
      ["--report", "run.html"] + io, "option --report: 'run.html' tells no format",
      "give a file that ends in .json or .csv"
    ),
    (
      ["--progress", "jsn"] + io, "option --progress: 'jsn' is not auto, bar, json or none",
      "did you mean 'json'?"
    ),
    (["--precision", "bf16"] + io, "option --precision: 'bf16' is not fp32", ""),
    (["-y", "-n"] + io, "-y and -n contradict each other", "give one of them"),
    (["-y", "--skip-existing"] + io, "-y and --skip-existing contradict each other", ""),
    (["--ss", "2", "--to", "0:02"] + io, "--ss is not before --to", ""),
    (["--fps", "30"] + io, "--fps is for image sequences, but the input is a video", ""),
    (
      ["--start-number", "3"] + io,
      "--start-number is for numbered patterns such as shot_%04d.png", ""
    ),
    (
      ["--suffix", "_x4"] + io,
      "--suffix names files in a folder, but output 'out.mkv' is not a folder",
      ""
    ),
    (
      ["--crf", "20", "-i", "photo.pgm", "-o", "out.png"],
      "-c, -e, --crf, --preset, --lossless and --pix-fmt are for video outputs, but the output is images",
      "leave them out"
    ),
    (
      ["-i", "clip.y4m", "-i", "photo.pgm", "-o", "out.mkv"],
      "output 'out.mkv' is not a folder, but there are several inputs", ""
    ),
    (["-i", "clip.y4m", "-o", "clip.y4m", "-y"], "output 'clip.y4m' is the input 'clip.y4m'", ""),
    (
      ["-m", "rlfn"] + io, "the weights of model rlfn are not built in",
      "give their file with --weights, or use the built-in rlfn_ntire"
    ),
    (["info", "--jsn"], "unknown option --jsn", "did you mean --json?"),
  ]

  @Test(arguments: slips) func aSlipIsExplainedAndEndsWith2(
    arguments: [String], message: String, hint: String
  ) {
    let result = Subprocess(arguments, in: folder).wait()
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.errorLines.first == "rlfn-video: error: " + message)
    if !hint.isEmpty { #expect(result.errorLines.last == "rlfn-video: hint: " + hint) }
    #expect(folder.names() == ["clip.y4m", "f_1.pgm", "photo.pgm"])
  }

  /// Options of the contract that do not exist yet must not look as if they worked.
  @Test(arguments: [
    "--resume", "--segment-frames=9", "--work-dir=x", "--trace=x", "--tta", "-x",
    "--denoise=auto",
  ])
  func whatDoesNotExistIsUnknown(option: String) {
    let result = Subprocess([option] + Self.io, in: folder).wait()
    #expect(result.exitCode == 2)
    let name = option.split(separator: "=")[0]
    #expect(result.errorLines.first == "rlfn-video: error: unknown option \(name)")
  }

  @Test func controlCharactersOfFileNamesStayOutOfMessages() {
    let result = folder.run("-i", "no\u{1B}[31m\nsuch", "-o", "x.mkv")
    #expect(result.exitCode == 3)
    #expect(result.errorLines.count == 1)
    #expect(!result.errors.contains("\u{1B}"))
  }
}
