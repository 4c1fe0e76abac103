#if canImport(Glibc)
  import Glibc
#endif

/// Where tests find what is not in the repository.
public enum Shared {
  /// The package's root folder.
  public static let packageRoot: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// The folder of reference data beside the checkout (or `RLFN_SHARED`); tests that need it are skipped without it.
  public static let folder: String =
    getenv("RLFN_SHARED").map { String(cString: $0) } ?? packageRoot + "/../shared"

  /// Whether reference data lie there.
  public static var isPresent: Bool { access(folder + "/golden", R_OK) == 0 }
}
