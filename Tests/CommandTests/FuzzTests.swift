import Glibc
import RLFNTestSupport
import Testing

/// Damaged files: no crash, no hang, an exit code as documented. Everything follows from the seed.
///
/// `RLFN_FUZZ=whole` damages each clip 20 times in a byte and cuts it 20 times, instead of a few times.
@Suite struct FuzzTests {
  private static let isWhole = getenv("RLFN_FUZZ").map { String(cString: $0) } == "whole"

  /// Clips of five containers and codecs, small enough for many runs.
  static let clips = [
    ("clip.mp4", "-c:v libx264 -bf 2 -c:a aac"),
    ("clip.mkv", "-c:v libx265 -x265-params log-level=none -c:a flac"),
    ("clip.webm", "-c:v libvpx-vp9 -cpu-used 8 -c:a libopus"),
    ("clip.ts", "-c:v mpeg2video -c:a mp2"),
    ("clip.gif", "-an"),
  ]

  /// As many of the reference clips, which programs in use have made.
  static let sharedClips = [
    "discard_first_keyframe.mp4", "bear-vp9-odd-dimensions.webm", "realshort_2audio_attachment.mkv",
    "testsrc2_12bit_hdr.mp4", "BA_MW_D_P_LOST.264",
  ]

  private enum Damage: String { case byte, cut }

  @Test(
    "A damaged clip ends with a documented exit code, and an output only where it is 0",
    arguments: clips)
  func survives(name: String, codecs: String) {
    let folder = TemporaryFolder()
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x48:r=10:d=1.2 -f lavfi -i sine=d=1.2 \(codecs) \(name)")
    damage(folder.file(name), called: name, times: Self.isWhole ? 20 : 2, in: folder)
  }

  @Test(
    "So does a damaged reference clip",
    .enabled(if: Shared.isPresent, "needs the reference data in ../shared"), arguments: sharedClips)
  func survives(name: String) {
    guard ClipTests.isPresent(name) else { return }
    damage(
      Shared.folder + "/clips/" + name, called: name, times: Self.isWhole ? 20 : 3,
      in: TemporaryFolder())
  }

  /// Damages a file that often in a byte and by cutting it, and upscales each.
  private func damage(_ path: String, called name: String, times: Int, in folder: TemporaryFolder) {
    folder.write(CopyNetwork.safetensors(scale: 2), to: "copy.safetensors")
    guard let clip = bytes(path) else {
      Issue.record("\(path) cannot be read")
      return
    }
    for damage in [Damage.byte, .cut] {
      for seed in 0..<times {
        var numbers = SeededGenerator(seed: UInt64(seed))
        var damaged = clip
        // Headers, at the start, are where a byte does most.
        let reach = seed % 2 == 0 ? clip.count : min(clip.count, 600)
        let place = Int.random(in: 0..<reach, using: &numbers)
        switch damage {
        case .byte: damaged[place] ^= UInt8.random(in: 1...255, using: &numbers)
        case .cut: damaged.removeLast(clip.count - place)
        }
        folder.write(damaged, to: "bad-" + name)
        unlink(folder.file("out.mkv"))
        // 20 s of the CPU's time, as that of the clock stands still for nobody; the clock is for what sleeps.
        let result = Subprocess(
          [
            "-c", "ulimit -t 20; exec timeout 600 \"$0\" \"$@\"", Subprocess.program, "-i",
            "bad-" + name, "-o", "out.mkv", "--weights", "copy.safetensors", "-s", "2", "--preset",
            "ultrafast",
          ], program: "sh", in: folder
        ).wait()
        let what: Comment =
          "\(name), \(damage.rawValue) at \(place), seed \(seed): \(result.errors)"
        #expect([0, 1, 2, 3].contains(result.exitCode), what)
        #expect((access(folder.file("out.mkv"), F_OK) == 0) == (result.exitCode == 0), what)
        let errors = result.errorLines.count { $0.hasPrefix("rlfn-video: error: ") }
        #expect(errors == (result.exitCode == 0 ? 0 : 1), what)
        #expect(!folder.names().contains { $0.hasPrefix(".") }, what)
      }
    }
  }

  private func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes += block[..<count]
    }
    return bytes.isEmpty ? nil : bytes
  }
}
