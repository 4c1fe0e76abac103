import CRLFNKernels

private typealias Row = UnsafePointer<Float>
private typealias OutputRow = UnsafeMutablePointer<Float>
/// A band and the rows around it, as the 3x3 kernels take them.
private typealias BandInput = (Row?, Row?, Row?, Row?, Row?, Row?, Row?, Row?)
private typealias BandOutput = (
  OutputRow?, OutputRow?, OutputRow?, OutputRow?, OutputRow?, OutputRow?
)
private typealias BandSkip = (Row?, Row?, Row?, Row?, Row?, Row?)

extension FrameInference {
  private var kernels: rlfn_kernels { network.level.kernels.pointee }
  private var leak: Float { 0.05 }

  /// Copies rows of the source into the planes' rings; frames too small are continued by their edge pixels.
  func load(_ source: PlaneRows, _ rows: Range<Int>) {
    for plane in 0..<3 {
      for y in rows {
        let from = source.row(plane, min(y, height - 1))
        let to = rings.planes[plane].row(y)
        to.update(from: from, count: width)
        for x in width..<max(width, paddedWidth) { to[x] = from[width - 1] }
      }
    }
  }

  func first(_ rows: Range<Int>, _ columns: Range<Int>) {
    var call = rlfn_first()
    call.width = Int32(columns.count)
    call.outputs = Int32(network.architecture.channels)
    call.output_stride = Int32(rings.first.stride)
    call.weights = UnsafePointer(network.first.base)
    for y in rows {
      let row = { (plane: Int, y: Int) in
        self.rings.row(self.rings.planes[plane], y, height: self.paddedHeight)
          + columns.lowerBound
      }
      call.input = (
        row(0, y - 1), row(0, y), row(0, y + 1), row(1, y - 1), row(1, y), row(1, y + 1),
        row(2, y - 1), row(2, y), row(2, y + 1)
      )
      call.output = rings.first.row(y) + columns.lowerBound * rings.first.stride
      kernels.first(&call)
    }
  }

  /// The first layer and the first block's first one, as one.
  func opening(_ band: Band, _ columns: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    let output = rings.blocks[0].middle[0]
    let x = columns.lowerBound
    var call = rlfn_opening()
    let pixels = { (offset: Int) in
      let row = { (plane: Int) in
        self.rings.row(self.rings.planes[plane], band.top + offset, height: self.paddedHeight) + x
      }
      return (row(0), row(1), row(2))
    }
    call.input = (
      pixels(-2), pixels(-1), pixels(0), pixels(1), pixels(2), pixels(3), pixels(4), pixels(5),
      pixels(6), pixels(7)
    )
    call.output = bandOutput(output, band, x: x)
    call.width = Int32(columns.count)
    call.outputs = Int32(network.architecture.midChannels)
    call.output_stride = Int32(output.stride)
    call.top = Int32(-band.top)
    call.bottom = Int32(paddedHeight - 1 - band.top)
    call.left = Int32(-x)
    call.right = Int32(paddedWidth - 1 - x)
    call.slope = leak
    call.weights = UnsafePointer(network.blocks[0].convolutions[0].base)
    call.scratch = scratch
    kernels.opening(&call)
  }

  /// What the block's first layer (but the first block's) and its skip read.
  func blockInput(_ block: Int) -> RowRing {
    block == 0 ? rings.first : rings.blocks[block - 1].gated
  }

  func convolution(
    _ block: Int, _ index: Int, _ band: Band, _ columns: Range<Int>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let architecture = network.architecture
    let input = index == 0 ? blockInput(block) : rings.blocks[block].middle[0]
    let output = rings.blocks[block].middle[index]
    var call = rlfn_conv3x3()
    call.input = bandInput(input, band, x: columns.lowerBound)
    call.output = bandOutput(output, band, x: columns.lowerBound)
    call.lead = Int32(band.lead(at: columns.lowerBound))
    call.width = Int32(columns.count)
    call.inputs = Int32(index == 0 ? architecture.channels : architecture.midChannels)
    call.outputs = Int32(architecture.midChannels)
    call.input_stride = Int32(input.stride)
    call.output_stride = Int32(output.stride)
    call.slope = leak
    call.weights = UnsafePointer(network.blocks[block].convolutions[index].base)
    call.scratch = scratch
    kernels.conv3x3(&call)
  }

  /// The block's third 3x3 layer and skip, and the two 1x1 layers after it, some columns at a time.
  func mix(
    _ block: Int, _ band: Band, _ columns: Range<Int>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let maps = rings.blocks[block]
    let skip = blockInput(block)
    let between = scratch + layout.mixStart
    let stride = maps.features.stride
    var call = rlfn_conv3x3()
    call.inputs = Int32(network.architecture.midChannels)
    call.outputs = Int32(network.architecture.channels)
    call.input_stride = Int32(maps.middle[1].stride)
    call.output_stride = Int32(stride)
    call.slope = leak
    call.weights = UnsafePointer(network.blocks[block].convolutions[2].base)
    call.scratch = scratch
    call.output = bandOutput(band) {
      between + ($0 - band.top) * ScratchLayout.mixPixels * stride
    }
    var mix = rlfn_mix()
    mix.channels = Int32(network.architecture.channels)
    mix.stride = Int32(stride)
    mix.weights = UnsafePointer(network.blocks[block].mix.base)
    var x = columns.lowerBound
    while x < columns.upperBound {
      let lead = band.lead(at: x)
      let pixels = min(ScratchLayout.mixPixels - lead, columns.upperBound - x)
      call.lead = Int32(lead)
      call.width = Int32(pixels)
      call.input = bandInput(maps.middle[1], band, x: x)
      call.skip = bandSkip(skip, band, x: x)
      kernels.conv3x3(&call)
      mix.width = call.width
      for y in band.rows {
        mix.input = UnsafePointer(
          between + (y - band.top) * ScratchLayout.mixPixels * stride)
        mix.features = maps.features.row(y) + x * stride
        mix.attention = maps.attention.row(y) + x * Int(RLFN_ATTENTION)
        kernels.mix(&mix)
      }
      x += pixels
    }
  }

  /// `conv_2` over the last block's output, and the long skip.
  func tail(_ band: Band, _ columns: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    let input = blockInput(network.architecture.blocks)
    var call = rlfn_conv3x3()
    call.input = bandInput(input, band, x: columns.lowerBound)
    call.output = bandOutput(rings.tail, band, x: columns.lowerBound)
    call.skip = bandSkip(rings.first, band, x: columns.lowerBound)
    call.lead = Int32(band.lead(at: columns.lowerBound))
    call.width = Int32(columns.count)
    call.inputs = Int32(network.architecture.channels)
    call.outputs = Int32(network.architecture.channels)
    call.input_stride = Int32(input.stride)
    call.output_stride = Int32(rings.tail.stride)
    call.slope = 1
    call.weights = UnsafePointer(network.tail.base)
    call.scratch = scratch
    kernels.conv3x3(&call)
  }

  func upsample(
    _ target: PlaneRows, _ band: Band, _ columns: Range<Int>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let scale = network.architecture.scale
    let (x, y) = (columns.lowerBound * scale, band.top * scale)
    var call = rlfn_upsample()
    call.input = bandInput(rings.tail, band, x: columns.lowerBound)
    call.planes = (target.row(0, y) + x, target.row(1, y) + x, target.row(2, y) + x)
    call.plane_stride = target.rowStride
    call.rows = Int32(band.rows.count)
    call.width = Int32(columns.count)
    call.inputs = Int32(network.architecture.channels)
    call.input_stride = Int32(rings.tail.stride)
    call.scale = Int32(scale)
    call.weights = UnsafePointer(network.upsampler.base)
    call.scratch = scratch
    kernels.upsample(&call)
  }

  private func bandInput(_ ring: RowRing, _ band: Band, x: Int) -> BandInput {
    let row = { (offset: Int) in
      self.rings.row(ring, band.top + offset, height: self.paddedHeight) + x * ring.stride
    }
    return (row(-1), row(0), row(1), row(2), row(3), row(4), row(5), row(6))
  }

  private func bandSkip(_ ring: RowRing, _ band: Band, x: Int) -> BandSkip {
    let skip = bandOutput(ring, band, x: x)
    return (Row(skip.0), Row(skip.1), Row(skip.2), Row(skip.3), Row(skip.4), Row(skip.5))
  }

  private func bandOutput(_ ring: RowRing, _ band: Band, x: Int) -> BandOutput {
    bandOutput(band) { ring.row($0) + x * ring.stride }
  }

  private func bandOutput(
    _ band: Band, _ pointer: (Int) -> OutputRow
  ) -> BandOutput {
    func row(_ offset: Int) -> OutputRow? {
      band.rows.contains(band.top + offset) ? pointer(band.top + offset) : nil
    }
    return (row(0), row(1), row(2), row(3), row(4), row(5))
  }
}
