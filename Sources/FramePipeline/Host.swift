import Glibc

/// The machine the program runs on, as Linux tells it.
public enum Host {
  /// Processors this process may use: its affinity, and its cgroup's quota where there is one. At least 1.
  public static let usableProcessors: Int = {
    let allowed =
      value(of: "Cpus_allowed_list", in: "/proc/self/status").map(count(ofRanges:))
      ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    return max(1, min(allowed, ControlGroup.current.processors ?? .max))
  }()

  /// The CPU's name, or `unknown`.
  public static let cpuName: String =
    value(of: "model name", in: "/proc/cpuinfo") ?? value(of: "CPU part", in: "/proc/cpuinfo")
    ?? "unknown"

  /// Memory of the machine, or of its control group where that has less.
  public static let memoryBytes: Int = {
    let physical = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    return min(physical, ControlGroup.current.memoryBytes ?? .max)
  }()

  /// The largest resident memory of this process so far.
  ///
  /// Not `getrusage`, which goes on counting from the program that was replaced by this one.
  public static var peakResidentBytes: Int {
    let kilobytes = value(of: "VmHWM", in: "/proc/self/status")?.split(separator: " ").first
    return (kilobytes.flatMap { Int($0) } ?? 0) * 1024
  }

  /// CPU seconds of all threads of this process so far.
  public static var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Processors in a list like `0-3,8`.
  package static func count(ofRanges list: String) -> Int {
    list.split(separator: ",").reduce(0) { count, range in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last else { return count }
      return count + max(0, last - first) + 1
    }
  }

  /// The value behind the first line `name: value`.
  private static func value(of name: String, in path: String) -> String? {
    for line in lines(of: path) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let trim = { (text: Substring) in
        text.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
      }
      if trim(line[..<colon]) == name { return trim(line[line.index(after: colon)...]) }
    }
    return nil
  }

  /// The lines of a text file; none where it cannot be read.
  static func lines(of path: String) -> [String] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var lines: [String] = []
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let text = line {
      lines.append(String(cString: text).split(separator: "\n").joined())
    }
    return lines
  }
}
