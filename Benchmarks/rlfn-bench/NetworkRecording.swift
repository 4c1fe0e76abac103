import CRLFNKernelCalls
import Glibc
import RLFNEngine
import RLFNTestSupport

/// All kernel calls of a small picture's way through the network, for a machine that Swift does not run on.
enum NetworkRecording {
  /// Why there is no recording.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Writes the calls to `path` and the picture that comes out, as floats in the order plane, row, column, to
  /// `path.image`. Returns the picture's SHA-256.
  static func write(to path: String) throws -> String {
    guard let kernels = KernelTables.all.exact.last,
      let recorder = rlfn_recording_start(kernels, path)
    else { throw Failure(description: "\(path) cannot be written, or this CPU is not exact") }
    let network = try Network(
      weights: .builtIn(scale: 4), level: KernelLevel(kernels: recorder))
    // Sides that fill neither the last tile nor the last window of the attention.
    let picture = TestPictures.noise(width: 41, height: 35, seed: 9)
    let samples = TestPictures.upscale(picture, network: network, threads: 1)
    guard rlfn_recording_end() else { throw Failure(description: "\(path) is not complete") }
    let bytes = samples.withUnsafeBytes { Array($0) }
    guard let file = fopen(path + ".image", "w"),
      fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0
    else { throw Failure(description: "\(path).image cannot be written") }
    return Sha256.hexDigest(of: bytes)
  }
}
