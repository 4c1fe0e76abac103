/// The network, set up for the sizes of frames that come.
///
/// A video has one size. In a folder of images of a few sizes, the last ones stay set up as long as they fit the
/// memory bound together.
final class InferenceCache {
  private static let countLimit = 4

  private struct Entry {
    let inference: TiledInference
    let planes: Int
    let byteCount: Int
  }

  private let factory: UpscalerFactory
  private let options: JobOptions
  private let byteLimit: Int
  /// The most recently used last.
  private var entries: [Entry] = []

  /// An empty cache; more than one size is kept within `byteLimit` bytes.
  init(factory: UpscalerFactory, options: JobOptions, byteLimit: Int) {
    self.byteLimit = byteLimit
    self.factory = factory
    self.options = options
  }

  /// The network for frames of that shape and that many planes: alpha takes memory of its own.
  func inference(for shape: PictureShape, planes: Int) throws(PipelineError) -> TiledInference {
    let (width, height) = (shape.width, shape.height)
    if let index = entries.lastIndex(where: {
      $0.inference.plan.width == width && $0.inference.plan.height == height && $0.planes == planes
    }) {
      if index != entries.count - 1 { entries.append(entries.remove(at: index)) }
      return entries[entries.count - 1].inference
    }
    let plan = try InferencePlan(
      width: width, height: height, planes: planes,
      resizingBytes: shape.resizingBytes(scale: factory.scale, planes: planes), options: options,
      factory: factory)
    let byteCount = TiledInference.byteCount(
      plan: plan.tiles, factory: factory, threads: options.threads, lanes: plan.lanes,
      reuses: plan.reuses)
    // Older sizes go before the new one comes.
    while !entries.isEmpty,
      entries.count >= Self.countLimit
        || entries.reduce(byteCount, { $0 + $1.byteCount }) > byteLimit
    {
      entries.removeFirst()
    }
    let inference = TiledInference(
      plan: plan.tiles, factory: factory, threads: options.threads, lanes: plan.lanes,
      reuses: plan.reuses)
    entries.append(Entry(inference: inference, planes: planes, byteCount: byteCount))
    return inference
  }
}
