import FramePipeline
import RLFNTestSupport
import Testing

@Suite struct ControlGroupTests {
  private let root = TemporaryFolder()

  private func group(_ membership: String...) -> ControlGroup {
    ControlGroup(membership: membership, root: root.path)
  }

  @Test func quotaOfVersion2IsTheLeastUpToTheRoot() {
    root.write("max 100000\n", to: "a/b/cpu.max")
    root.write("250000 100000\n", to: "a/cpu.max")
    root.write("800000 100000\n", to: "cpu.max")
    #expect(group("0::/a/b").processors == 3)
    #expect(group("0::/").processors == 8)
  }

  @Test func quotaOfVersion1() {
    root.write("150000\n", to: "cpu,cpuacct/docker/x/cpu.cfs_quota_us")
    root.write("100000\n", to: "cpu,cpuacct/docker/x/cpu.cfs_period_us")
    root.write("-1\n", to: "cpu,cpuacct/cpu.cfs_quota_us")
    root.write("100000\n", to: "cpu,cpuacct/cpu.cfs_period_us")
    #expect(group("4:cpu,cpuacct:/docker/x", "3:memory:/").processors == 2)
    #expect(group("4:cpu,cpuacct:/").processors == nil)
  }

  @Test func groupThatIsNotMountedCountsAsTheRoot() {
    root.write("50000 100000\n", to: "cpu.max")
    #expect(group("0::/system.slice/of/the/host").processors == 1)
  }

  @Test func memoryOfBothVersions() {
    root.write("1000\n", to: "memory/m/memory.limit_in_bytes")
    root.write("9223372036854771712\n", to: "memory/memory.limit_in_bytes")
    root.write("max\n", to: "unified/u/memory.max")
    root.write("2000\n", to: "unified/memory.max")
    #expect(group("4:memory:/m").memoryBytes == 1000)
    #expect(group("0::/u").memoryBytes == 2000)
    #expect(group("4:memory:/m", "0::/u").memoryBytes == 1000)
  }

  @Test func withoutGroupsThereIsNoLimit() {
    #expect(group().processors == nil)
    #expect(group("0::/", "broken").memoryBytes == nil)
  }
}
