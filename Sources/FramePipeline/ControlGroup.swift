/// What the control groups of this process allow it; version 1 and 2 of Linux's interface, and both at once.
///
/// A group's limit holds for all groups below it, so the least on the way to the root counts. In a container
/// the process may name a group of the host that is not mounted there: then the root is the container's own.
package struct ControlGroup {
  private let membership: [String]
  private let root: String

  /// The groups that `membership` (the lines of `/proc/self/cgroup`) names, mounted below `root`.
  package init(membership: [String], root: String) {
    self.membership = membership
    self.root = root
  }

  /// The groups of this process.
  static let current = ControlGroup(
    membership: Host.lines(of: "/proc/self/cgroup"), root: "/sys/fs/cgroup")

  /// Whole processors that the quota allows, rounded up; nil without one.
  package var processors: Int? {
    folders(of: "cpu").compactMap { folder in
      let unified = Host.lines(of: folder + "/cpu.max").first?.split(separator: " ") ?? []
      let numbers =
        unified.isEmpty
        ? ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map { number(in: folder + "/" + $0) }
        : unified.map { Int($0) }
      guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0,
        period > 0
      else { return nil }
      return (quota - 1) / period + 1
    }.min()
  }

  /// Bytes of memory that the groups allow; nil without a limit.
  package var memoryBytes: Int? {
    folders(of: "memory").compactMap { folder in
      number(in: folder + "/memory.max") ?? number(in: folder + "/memory.limit_in_bytes")
    }.min()
  }

  /// The group's folder for that controller and those above it, in every hierarchy that may have it.
  private func folders(of controller: String) -> [String] {
    membership.flatMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [String]() }
      let controllers = fields[1].split(separator: ",")
      guard controllers.isEmpty || controllers.contains(Substring(controller)) else { return [] }
      let mounts = controllers.isEmpty ? ["", "/unified"] : ["/" + controller, "/" + fields[1]]
      let names = fields[2].split(separator: "/")
      let groups = (0...names.count).map { names.prefix($0).map { "/" + $0 }.joined() }
      return mounts.flatMap { mount in groups.map { root + mount + $0 } }
    }
  }

  private func number(in path: String) -> Int? { Host.lines(of: path).first.flatMap { Int($0) } }
}
