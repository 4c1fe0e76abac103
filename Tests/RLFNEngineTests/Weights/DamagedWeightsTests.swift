import RLFNEngine
import RLFNTestSupport
import Testing

/// Real files cut off and with bytes changed: an error or, where the change cannot be seen, the same network;
/// never a crash.
@Suite struct DamagedWeightsTests {
  private static let files = [WeightsFiles.mixedPth, WeightsFiles.mixedSafetensors]

  @Test(arguments: files)
  func everyTruncationIsRefused(path: String) throws {
    let bytes = try FileBytes.read(path)
    // Every length in the first and last kilobyte, where the formats' own records are, and some between.
    let lengths =
      Array(0..<1024) + stride(from: 1024, to: bytes.count, by: 97)
      + (bytes.count - 1024..<bytes.count)
    for length in lengths {
      #expect(throws: EngineError.self, "\(length) of \(bytes.count) bytes") {
        _ = try Weights(Array(bytes[..<length]))
      }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func changedBytesInACheckpointAreNoticed(seed: UInt64) throws {
    let bytes = try FileBytes.read(WeightsFiles.mixedPth)
    let tensors = try Weights(bytes).tensors
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let place = Int.random(in: bytes.indices, using: &generator)
      let mask = UInt8.random(in: 1...255, using: &generator)
      var changed = bytes
      changed[place] ^= mask
      // Padding, times and version numbers say nothing about the tensors: only those may change unnoticed.
      do throws(EngineError) {
        #expect(try Weights(changed).tensors == tensors, "seed \(seed), byte \(place) ^ \(mask)")
      } catch { #expect(error.code == .invalidWeights) }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func changedBytesInASafetensorsFileNeverChangeTheNetwork(seed: UInt64) throws {
    let bytes = try FileBytes.read(WeightsFiles.mixedSafetensors)
    let intact = try Weights(bytes)
    let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    var generator = SeededGenerator(seed: seed)
    for round in 0..<500 {
      // Every other change hits the header; a changed value cannot be noticed, the format has no checksum.
      let range = round.isMultiple(of: 2) ? 0..<headerEnd : headerEnd..<bytes.count
      let place = Int.random(in: range, using: &generator)
      let mask = UInt8.random(in: 1...255, using: &generator)
      var changed = bytes
      changed[place] ^= mask
      do throws(EngineError) {
        let weights = try Weights(changed)
        #expect(
          weights.architecture == intact.architecture, "seed \(seed), byte \(place) ^ \(mask)")
        #expect(weights.tensors.mapValues(\.count) == intact.tensors.mapValues(\.count))
        #expect(weights.sha256 != intact.sha256)
      } catch { #expect(error.code == .invalidWeights) }
    }
  }

  @Test func thePickleCutAnywhereIsRefused() throws {
    let tensor = PthBuilder.tensor(shape: [2, 2], strides: [2, 1])
    let pickle = PthBuilder.pickle(PthBuilder.dictionary([("t", tensor)]))
    _ = try PthFile(PthBuilder.checkpoint(pickle))
    for length in pickle.indices {
      WeightsFiles.expectRefusal("") {
        _ = try PthFile(PthBuilder.checkpoint(Array(pickle[..<length])))
      }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func aPickleOfChangedBytesNeverReachesPastItsStorage(seed: UInt64) throws {
    let tensor = PthBuilder.tensor(shape: [2, 2], strides: [2, 1])
    let pickle = PthBuilder.pickle(PthBuilder.dictionary([("t", tensor), ("u", tensor)]))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      var changed = pickle
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 2..<pickle.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      do throws(EngineError) {
        for tensor in try PthFile(PthBuilder.checkpoint(changed)).tensors.values {
          #expect(tensor.values.allSatisfy { [0, 1, 2, 3].contains($0) }, "seed \(seed)")
        }
      } catch { #expect(error.code == .invalidWeights) }
    }
  }
}
