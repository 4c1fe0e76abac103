import CRLFNKernels

/// One call of each operation on random data; the same data for every table. Returns the outputs, one after the other,
/// and whether nothing outside them was written.
struct KernelCalls {
  let table: KernelTable
  private var kernels: rlfn_kernels { table.kernels.pointee }
  typealias Result = (values: [Float], guardsAreIntact: Bool)

  private func padded(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }

  func conv3x3(inputs: Int, outputs: Int, width: Int, rows: Int, skip: Bool) -> Result {
    let input = GuardedMap.random(rows: 6, width: width, stride: padded(inputs), seed: 1)
    let added = GuardedMap.random(rows: 4, width: width, stride: padded(outputs), seed: 2)
    let output = GuardedMap(rows: rows, width: width, stride: padded(outputs))
    let packed = AlignedBlock(kernels.conv3x3_size(Int32(inputs), Int32(outputs)))
    kernels.conv3x3_pack(
      randomWeights(inputs * outputs * 9, seed: 3), randomWeights(outputs, seed: 4),
      Int32(inputs), Int32(outputs), packed.base)
    let scratch = AlignedBlock(kernels.conv3x3_scratch(Int32(inputs), Int32(outputs)))
    var call = rlfn_conv3x3()
    call.input = bandRows(input)
    let out = (0..<4).map { $0 < rows ? output.row($0) : nil }
    call.output = (out[0], out[1], out[2], out[3])
    if skip {
      let rows = (0..<4).map { UnsafePointer<Float>(added.row($0)) }
      call.skip = (rows[0], rows[1], rows[2], rows[3])
    }
    call.width = Int32(width)
    call.inputs = Int32(inputs)
    call.outputs = Int32(outputs)
    call.input_stride = Int32(input.stride)
    call.output_stride = Int32(output.stride)
    call.slope = 0.05
    call.weights = UnsafePointer(packed.base)
    call.scratch = scratch.base
    kernels.conv3x3(&call)
    return (output.samples(channels: outputs), output.guardsAreIntact)
  }

  func upsample(inputs: Int, scale: Int, width: Int, rows: Int) -> Result {
    let outputs = 3 * scale * scale
    let input = GuardedMap.random(rows: 6, width: width, stride: padded(inputs), seed: 5)
    let planes = (0..<3).map { _ in GuardedMap(rows: rows * scale, width: width * scale, stride: 1)
    }
    let packed = AlignedBlock(kernels.conv3x3_size(Int32(inputs), Int32(outputs)))
    kernels.conv3x3_pack(
      randomWeights(inputs * outputs * 9, seed: 6), (0..<outputs).map { 100 + Float($0) },
      Int32(inputs), Int32(outputs), packed.base)
    let scratch = AlignedBlock(kernels.conv3x3_scratch(Int32(inputs), Int32(outputs)))
    var call = rlfn_upsample()
    call.input = bandRows(input)
    call.planes = (planes[0].row(0), planes[1].row(0), planes[2].row(0))
    call.plane_stride = planes[0].row(1) - planes[0].row(0)
    call.rows = Int32(rows)
    call.width = Int32(width)
    call.inputs = Int32(inputs)
    call.input_stride = Int32(input.stride)
    call.scale = Int32(scale)
    call.weights = UnsafePointer(packed.base)
    call.scratch = scratch.base
    kernels.upsample(&call)
    return (
      planes.flatMap { $0.samples(channels: 1) }, planes.allSatisfy(\.guardsAreIntact)
    )
  }

  func first(outputs: Int, width: Int) -> Result {
    let planes = (0..<3).map {
      GuardedMap.random(rows: 3, width: width, stride: 1, seed: 7 + UInt64($0))
    }
    let output = GuardedMap(rows: 1, width: width, stride: padded(outputs))
    let packed = AlignedBlock(kernels.first_size(Int32(outputs)))
    kernels.first_pack(
      randomWeights(outputs * 27, seed: 10), randomWeights(outputs, seed: 11), Int32(outputs),
      packed.base)
    var call = rlfn_first()
    let rows = planes.flatMap { plane in (0..<3).map { UnsafePointer<Float>(plane.row($0)) } }
    call.input = (
      rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7], rows[8]
    )
    call.output = output.row(0)
    call.width = Int32(width)
    call.outputs = Int32(outputs)
    call.output_stride = Int32(output.stride)
    call.weights = UnsafePointer(packed.base)
    kernels.first(&call)
    return (output.samples(channels: outputs), output.guardsAreIntact)
  }

  func mix(channels: Int, width: Int) -> Result {
    let attention = Int(RLFN_ATTENTION)
    let input = GuardedMap.random(rows: 1, width: width, stride: padded(channels), seed: 12)
    let features = GuardedMap(rows: 1, width: width, stride: padded(channels))
    let small = GuardedMap(rows: 1, width: width, stride: attention)
    let packed = AlignedBlock(kernels.mix_size(Int32(channels)))
    kernels.mix_pack(
      randomWeights(channels * channels, seed: 13), randomWeights(channels, seed: 14),
      randomWeights(attention * channels, seed: 15), randomWeights(attention, seed: 16),
      Int32(channels), packed.base)
    var call = rlfn_mix()
    call.input = UnsafePointer(input.row(0))
    call.features = features.row(0)
    call.attention = small.row(0)
    call.width = Int32(width)
    call.channels = Int32(channels)
    call.stride = Int32(input.stride)
    call.weights = UnsafePointer(packed.base)
    kernels.mix(&call)
    return (
      features.samples(channels: channels) + small.samples(channels: attention),
      features.guardsAreIntact && small.guardsAreIntact
    )
  }

  private func bandRows(_ map: GuardedMap) -> (
    UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
    UnsafePointer<Float>?, UnsafePointer<Float>?
  ) {
    let rows = (0..<6).map { UnsafePointer<Float>(map.row($0)) }
    return (rows[0], rows[1], rows[2], rows[3], rows[4], rows[5])
  }
}
