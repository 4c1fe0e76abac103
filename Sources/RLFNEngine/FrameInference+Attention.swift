import CRLFNKernels

/// The stages of the enhanced spatial attention (ESA).
extension FrameInference {
  private var kernels: rlfn_kernels { network.level.kernels.pointee }

  func strided(_ block: Int, _ rows: Range<Int>, _ columns: Range<Int>) {
    let input = rings.blocks[block].attention
    var call = rlfn_attention3x3()
    let x = columns.lowerBound * Int(RLFN_ATTENTION)
    call.width = Int32(columns.count)
    call.step = 2
    call.weights = UnsafePointer(network.blocks[block].strided.base)
    for y in rows {
      let row = { (offset: Int) in UnsafePointer(input.row(2 * y + offset)) + 2 * x }
      call.input = (row(0), row(1), row(2))
      call.output = rings.blocks[block].strided.row(y) + x
      kernels.attention3x3(&call)
    }
  }

  func pool(_ block: Int, _ rows: Range<Int>, _ columns: Range<Int>) {
    let input = rings.blocks[block].strided
    var call = rlfn_pool()
    let x = columns.lowerBound * Int(RLFN_ATTENTION)
    call.width = Int32(columns.count)
    for y in rows {
      let row = { (offset: Int) in UnsafePointer(input.row(3 * y + offset)) + 3 * x }
      call.input = (row(0), row(1), row(2), row(3), row(4), row(5), row(6))
      call.output = rings.blocks[block].pooled.row(y) + x
      kernels.pool(&call)
    }
  }

  /// The small map's last two layers: `conv3`, and `conv4`, which is cheaper before the map is stretched than behind it.
  func low(
    _ block: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let (input, output) = (rings.blocks[block].pooled, rings.blocks[block].low)
    var call = rlfn_attention3x3()
    let x = columns.lowerBound * Int(RLFN_ATTENTION)
    call.width = Int32(columns.count)
    call.step = 1
    call.weights = UnsafePointer(network.blocks[block].low.base)
    call.output = scratch
    var product = rlfn_product()
    product.a = UnsafePointer(scratch)
    product.rows = call.width
    product.depth = RLFN_ATTENTION
    product.outputs = Int32(network.architecture.channels)
    product.weights = UnsafePointer(network.blocks[block].lowExponent.base)
    for y in rows {
      let row = { (y: Int) in self.rings.row(input, y, height: self.graph.lowHeight) + x }
      call.input = (row(y - 1), row(y), row(y + 1))
      kernels.attention3x3(&call)
      product.c = output.row(y) + columns.lowerBound * output.stride
      kernels.product(&product)
    }
  }

  func gate(
    _ block: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let maps = rings.blocks[block]
    var call = rlfn_gate()
    let x = columns.lowerBound
    call.width = Int32(columns.count)
    call.channels = Int32(network.architecture.channels)
    call.stride = Int32(maps.features.stride)
    call.low_width = Int32(AttentionGeometry.pooledLength(paddedWidth))
    call.weights = UnsafePointer(network.blocks[block].gate.base)
    call.scratch = scratch
    columnSources.withUnsafeBufferPointer { sources in
      columnWeights.withUnsafeBufferPointer { weights in
        call.columns = sources.baseAddress.map { $0 + 2 * x }
        call.column_weights = weights.baseAddress.map { $0 + x }
        for y in rows {
          let source = rowSources[y]
          call.features = UnsafePointer(maps.features.row(y)) + x * maps.features.stride
          call.attention = UnsafePointer(maps.attention.row(y)) + x * maps.attention.stride
          call.low = (
            UnsafePointer(maps.low.row(source.first)), UnsafePointer(maps.low.row(source.second))
          )
          call.low_weight = source.weight
          call.output = maps.gated.row(y) + x * maps.gated.stride
          kernels.gate(&call)
        }
      }
    }
  }
}
