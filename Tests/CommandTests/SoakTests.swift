import FoundationEssentials
import FramePipeline
import Glibc
import RLFNTestSupport
import Testing

/// A long run allocates nothing and grows by nothing from frame to frame. Two runs of different lengths are compared,
/// so that what is made once for a run drops out; `RLFN_SOAK_FRAMES` sets the longer one's frames (`make soak`).
@Suite struct SoakTests {
  private let folder = TemporaryFolder()
  private let frames = getenv("RLFN_SOAK_FRAMES").flatMap { Int(String(cString: $0)) } ?? 300
  private var fewFrames: Int { frames / 5 }

  /// Whose code asks for memory.
  private enum Owner: Hashable {
    /// This program, with the runtime libraries of its language.
    case program
    /// FFmpeg and the codecs.
    case libraries

    init(file: Substring) {
      let name = file.split(separator: "/").last ?? file
      let runtime = ["rlfn-video", "libswift", "libdispatch", "libBlocksRuntime", "libFoundation"]
      self = runtime.contains { name.hasPrefix($0) } ? .program : .libraries
    }
  }

  /// The callers' numbers of calls, from the file that the counting library writes.
  private func calls(_ name: String) -> [Owner: [String: Int]] {
    var calls: [Owner: [String: Int]] = [:]
    for line in folder.run(program: "cat", [name]).split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 2)
      guard fields.count == 3, let count = Int(fields[0]) else { continue }
      calls[Owner(file: fields[1]), default: [:]]["\(fields[1]) \(fields[2])", default: 0] += count
    }
    return calls
  }

  /// Upscales that many frames, with additions to the command line and the environment.
  private func upscale(
    _ frames: Int, _ arguments: [String] = [], environment: [String] = []
  ) throws {
    let result = Subprocess(
      environment + [
        Subprocess.program, "-y", "-q", "-i", "clip.mkv", "-o", "out.mkv", "--frames", "\(frames)",
        "--preset", "ultrafast",
      ] + arguments, program: "env", in: folder
    ).wait()
    try #require(result.exitCode == 0, "\(result.errors)")
    try #require(folder.shape("out.mkv") == "256,192,\(frames)")
  }

  /// Every other frame repeats the one before it.
  private func makeClip() {
    folder.run(
      program: "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25/2,fps=25",
        "-f", "lavfi", "-i", "sine",
        "-frames:v", "\(frames)", "-shortest", "-c:v", "libx264", "-preset", "ultrafast", "-g",
        "50", "-c:a", "aac", "clip.mkv",
      ])
  }

  @Test func aRunningPipelineAllocatesNothingPerFrame() throws {
    makeClip()
    folder.run(
      program: "cc",
      [
        "-O1", "-shared", "-fPIC", "-o", "allocations.so",
        Shared.packageRoot + "/Tests/Fixtures/allocations/allocations.c", "-ldl",
      ])
    func calls(frames: Int) throws -> [Owner: [String: Int]] {
      try upscale(
        frames,
        environment: [
          "LD_PRELOAD=" + folder.path + "/allocations.so", "ALLOCATIONS_FILE=calls.txt",
        ])
      return self.calls("calls.txt")
    }
    let (long, short) = (try calls(frames: frames), try calls(frames: fewFrames))
    func added(_ owner: Owner) -> Int {
      let total = { (calls: [Owner: [String: Int]]) in (calls[owner] ?? [:]).values.reduce(0, +) }
      return total(long) - total(short)
    }
    let more = frames - fewFrames
    print(
      "allocations in \(more) more frames: program \(added(.program)), libraries \(added(.libraries))"
    )
    // The counting works: FFmpeg's libraries wrap every packet and picture anew.
    #expect(added(.libraries) > 10 * more)
    // The list of records doubles now and then, and a longer one is sorted at the end.
    let callers = (long[.program] ?? [:]).filter { $0.value >= more }
    #expect(added(.program) < 100, "\(callers)")
  }

  @Test func memoryDoesNotGrowWithTheLengthOfTheInput() throws {
    makeClip()
    func peakBytes(frames: Int) throws -> Int {
      try upscale(frames, ["--report", "report.json"])
      let text = folder.run(program: "cat", ["report.json"])
      return try JSONDecoder().decode(RunReport.self, from: Data(text.utf8))
        .totals.peakResidentBytes
    }
    let (short, long) = (try peakBytes(frames: fewFrames), try peakBytes(frames: frames))
    let perFrame = (long - short) / (frames - fewFrames)
    print(
      "peak memory: \(short >> 10) KiB with \(fewFrames) frames, \(long >> 10) KiB with \(frames)")
    // A record of 64 bytes, the container's index, and what the system rounds and scatters: a few MiB in all. The
    // smallest picture on the way has 36 KiB.
    #expect(long - short < 8 << 20, "\(perFrame) bytes a frame")
  }
}
