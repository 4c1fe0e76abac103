import CRLFNKernels

extension KernelCalls {
  private var attention: Int { Int(RLFN_ATTENTION) }

  func attention3x3(width: Int, step: Int) -> Result {
    let kernels = table.kernels.pointee
    let input = GuardedMap.random(
      rows: 3, width: step == 2 ? 2 * width + 1 : width, stride: attention, seed: 20)
    let output = GuardedMap(rows: 1, width: width, stride: attention)
    let packed = AlignedBlock(kernels.attention3x3_size())
    kernels.attention3x3_pack(
      randomWeights(attention * attention * 9, seed: 21), randomWeights(attention, seed: 22),
      packed.base)
    var call = rlfn_attention3x3()
    call.input = (
      UnsafePointer(input.row(0)), UnsafePointer(input.row(1)), UnsafePointer(input.row(2))
    )
    call.output = output.row(0)
    call.width = Int32(width)
    call.step = Int32(step)
    call.weights = UnsafePointer(packed.base)
    kernels.attention3x3(&call)
    return (output.samples(channels: attention), output.guardsAreIntact)
  }

  func pool(width: Int) -> Result {
    let input = GuardedMap.random(rows: 7, width: 3 * width + 4, stride: attention, seed: 23)
    let output = GuardedMap(rows: 1, width: width, stride: attention)
    var call = rlfn_pool()
    let rows = (0..<7).map { UnsafePointer<Float>(input.row($0)) }
    call.input = (rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6])
    call.output = output.row(0)
    call.width = Int32(width)
    table.kernels.pointee.pool(&call)
    return (output.samples(channels: attention), output.guardsAreIntact)
  }

  func gate(channels: Int, width: Int) -> Result {
    let kernels = table.kernels.pointee
    let stride = (channels + 15) / 16 * 16
    let lowWidth = max(1, width / 6)
    let features = GuardedMap.random(rows: 1, width: width, stride: stride, seed: 24)
    let small = GuardedMap.random(rows: 1, width: width, stride: attention, seed: 25)
    let low = GuardedMap.random(rows: 2, width: lowWidth, stride: attention, seed: 26)
    let output = GuardedMap(rows: 1, width: width, stride: stride)
    let packed = AlignedBlock(kernels.gate_size(Int32(channels)))
    kernels.gate_pack(
      randomWeights(attention * attention, seed: 27), randomWeights(attention, seed: 28),
      randomWeights(channels * attention, seed: 29), randomWeights(channels, seed: 30),
      Int32(channels), packed.base)
    let scratch = AlignedBlock(attention * lowWidth)
    let columns = (0..<width).flatMap { x -> [Int32] in
      let left = min(x / 6, lowWidth - 1)
      return [Int32(left), Int32(min(left + 1, lowWidth - 1))]
    }
    let weights = (0..<width).map { Float($0 % 6) / 6 }
    var call = rlfn_gate()
    call.features = UnsafePointer(features.row(0))
    call.attention = UnsafePointer(small.row(0))
    call.low = (UnsafePointer(low.row(0)), UnsafePointer(low.row(1)))
    call.low_weight = 0.3
    call.output = output.row(0)
    call.width = Int32(width)
    call.channels = Int32(channels)
    call.stride = Int32(stride)
    call.low_width = Int32(lowWidth)
    call.weights = UnsafePointer(packed.base)
    call.scratch = scratch.base
    columns.withUnsafeBufferPointer { columns in
      weights.withUnsafeBufferPointer { weights in
        call.columns = columns.baseAddress
        call.column_weights = weights.baseAddress
        kernels.gate(&call)
      }
    }
    return (output.samples(channels: channels), output.guardsAreIntact)
  }
}
