// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "rlfn-video",
  products: [
    .executable(name: "rlfn-video", targets: ["rlfn-video"]),
    .library(name: "RLFNEngine", targets: ["RLFNEngine"]),
    .library(name: "FramePipeline", targets: ["FramePipeline"]),
  ],
  targets: [
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat", providers: [.apt(["libavformat-dev"])]),
    .systemLibrary(name: "CGetopt"),
    .target(
      name: "CRLFNKernels",
      exclude: ["weights"],
      cSettings: strictC,
      linkerSettings: [.linkedLibrary("openblas"), .linkedLibrary("m")]
    ),
    .target(name: "RLFNEngine", dependencies: ["CRLFNKernels"], swiftSettings: strict),
    .target(
      name: "FramePipeline", dependencies: ["CFFmpeg", "RLFNEngine"], swiftSettings: strict),
    .executableTarget(
      name: "rlfn-video", dependencies: ["CGetopt", "FramePipeline", "RLFNEngine"],
      swiftSettings: strict),

    .target(name: "CRLFNPeak", path: "Benchmarks/CRLFNPeak", cSettings: strictC),
    .executableTarget(
      name: "rlfn-bench",
      dependencies: ["CRLFNPeak", "FramePipeline", "RLFNEngine", "RLFNTestSupport"],
      path: "Benchmarks/rlfn-bench", swiftSettings: strict),

    .target(
      name: "RLFNTestSupport",
      dependencies: ["CRLFNKernelCalls", "CRLFNKernels", "CRLFNLanes", "RLFNEngine"],
      path: "Tests/RLFNTestSupport", swiftSettings: strict),
    .target(
      name: "CRLFNLanes", dependencies: ["CRLFNKernels"], path: "Tests/CRLFNLanes",
      exclude: ["build.inc"], cSettings: strictC),
    .target(
      name: "CRLFNKernelCalls", dependencies: ["CRLFNKernels"], path: "Tests/CRLFNKernelCalls",
      cSettings: strictC),
    .testTarget(
      name: "CRLFNKernelsTests", dependencies: ["RLFNTestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SameBitsTests", dependencies: ["FramePipeline", "RLFNEngine", "RLFNTestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "RLFNEngineTests", dependencies: ["RLFNEngine", "RLFNTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FramePipelineTests", dependencies: ["FramePipeline", "RLFNTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["rlfn-video", "RLFNTestSupport"], exclude: ["Golden"],
      swiftSettings: strict),
  ],
  cLanguageStandard: .c2x
)
