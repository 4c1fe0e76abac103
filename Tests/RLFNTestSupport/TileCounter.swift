internal import CRLFNKernels
import RLFNEngine
import Synchronization

/// Kernels whose 3x3 layers, except those of the two ends, count their Winograd tiles and compute nothing: for what is computed,
/// not what comes out.
public enum TileCounter {
  private static let counted = Atomic<Int>(0)

  /// A level of such kernels.
  public static let level: KernelLevel = {
    var levels = [UnsafePointer<rlfn_kernels>?](repeating: nil, count: 8)
    _ = rlfn_available_levels(&levels)
    let table = UnsafeMutablePointer<rlfn_kernels>.allocate(capacity: 1)
    table.initialize(to: levels[0]!.pointee)
    table.pointee.conv3x3 = { call in
      guard let call = call?.pointee else { return }
      let tiles = (call.lead + call.width + RLFN_TILE - 1) / RLFN_TILE
      TileCounter.counted.add(Int(tiles), ordering: .relaxed)
    }
    table.pointee.opening = { _ in }
    return KernelLevel(kernels: table)
  }()

  /// The tiles that `body` has computed at that level. For one test at a time.
  public static func tiles(during body: () -> Void) -> Int {
    let before = counted.load(ordering: .relaxed)
    body()
    return counted.load(ordering: .relaxed) - before
  }
}
