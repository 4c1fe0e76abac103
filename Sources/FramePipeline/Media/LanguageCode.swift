/// Languages for which ISO 639-2 has two codes, one for libraries (`ger`) and one for terms (`deu`).
enum LanguageCode {
  private static let pairs = [
    ("alb", "sqi"), ("arm", "hye"), ("baq", "eus"), ("bur", "mya"), ("chi", "zho"), ("cze", "ces"),
    ("dut", "nld"), ("fre", "fra"), ("geo", "kat"), ("ger", "deu"), ("gre", "ell"), ("ice", "isl"),
    ("mac", "mkd"), ("mao", "mri"), ("may", "msa"), ("per", "fas"), ("rum", "ron"), ("slo", "slk"),
    ("tib", "bod"), ("wel", "cym"),
    // No code of ISO's, but FFmpeg's word for Swedish in QuickTime.
    ("sve", "swe"),
  ]

  /// The other code of the same language; nil where there is only one.
  static func other(for code: String) -> String? {
    pairs.lazy.compactMap { $0 == code ? $1 : $1 == code ? $0 : nil }.first
  }

  /// Whether both stand for the same language, or are both missing.
  static func isSame(_ first: String?, _ second: String?) -> Bool {
    first == second || first.flatMap(other) == second
  }

  /// The code that FFmpeg's muxer of QuickTime files knows of those of a language: the other one it takes for none.
  static func inQuickTime(_ code: String) -> String {
    guard let pair = pairs.first(where: { $0.0 == code || $0.1 == code }) else { return code }
    return ["ces", "fra", "ron", "slk"].contains(pair.1) ? pair.1 : pair.0
  }
}
