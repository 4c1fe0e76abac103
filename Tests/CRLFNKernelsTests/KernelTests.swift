import CRLFNKernels
import Testing

/// Every operation at every level on the networks' shapes and on awkward ones.
@Suite struct KernelTests {
  /// One call, by a name that failures print.
  struct Call: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (KernelCalls) -> KernelCalls.Result
  }

  static let widths = [1, 3, 4, 5, 23, 96, 101]

  static let calls: [Call] = {
    var calls: [Call] = []
    for (inputs, outputs) in [(46, 48), (48, 48), (48, 46), (52, 52), (3, 5), (17, 31), (64, 64)] {
      for (width, rows, skip) in widths.map({ ($0, 4, false) }) + [(97, 1, true), (13, 3, true)] {
        calls.append(
          Call(testDescription: "conv3x3 \(inputs)-\(outputs) \(width)x\(rows) skip \(skip)") {
            $0.conv3x3(inputs: inputs, outputs: outputs, width: width, rows: rows, skip: skip)
          })
      }
    }
    for width in widths {
      for (inputs, scale, rows) in [(46, 4, 4), (52, 4, 1), (48, 2, 3)] {
        calls.append(
          Call(testDescription: "upsample \(inputs) x\(scale) \(width)x\(rows)") {
            $0.upsample(inputs: inputs, scale: scale, width: width, rows: rows)
          })
      }
      for channels in [46, 48, 52, 7] {
        calls.append(
          Call(testDescription: "first \(channels) \(width)") {
            $0.first(outputs: channels, width: width)
          })
        calls.append(
          Call(testDescription: "mix \(channels) \(width)") {
            $0.mix(channels: channels, width: width)
          })
        calls.append(
          Call(testDescription: "gate \(channels) \(width)") {
            $0.gate(channels: channels, width: width)
          })
      }
      calls.append(
        Call(testDescription: "strided \(width)") { $0.attention3x3(width: width, step: 2) })
      calls.append(
        Call(testDescription: "low \(width)") { $0.attention3x3(width: width, step: 1) })
      calls.append(Call(testDescription: "pool \(width)") { $0.pool(width: width) })
    }
    return calls
  }()

  @Test(arguments: calls)
  func everyLevelAgreesWithTheReferenceAndStaysInItsOutput(call: Call) {
    let reference = call.run(KernelCalls(table: .reference))
    // Sums of up to 576 products of numbers up to 20 and 0.2.
    let scale = reference.values.reduce(1) { max($0, abs($1)) }
    for table in KernelTable.levels + KernelTable.exact {
      let result = call.run(KernelCalls(table: table))
      let error = zip(result.values, reference.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= 1e-5 * scale, "\(call.testDescription) at \(table.name)")
      #expect(result.guardsAreIntact, "\(call.testDescription) at \(table.name) wrote outside")
    }
  }

  @Test(
    .enabled(if: !KernelTable.exact.isEmpty, "needs a CPU with fused multiply-add"),
    arguments: calls)
  func everyWidthGivesTheSameBits(call: Call) {
    let one = call.run(KernelCalls(table: KernelTable.exact[0])).values.map(\.bitPattern)
    for table in KernelTable.exact.dropFirst() {
      let bits = call.run(KernelCalls(table: table)).values.map(\.bitPattern)
      #expect(bits == one, "\(call.testDescription) at \(table.name)")
    }
  }
}
