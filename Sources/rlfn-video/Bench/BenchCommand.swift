import FramePipeline
import RLFNEngine

/// `rlfn-video bench`: the time that the network takes for a frame.
enum BenchCommand {
  /// Frames before the timed ones: the first touches all memory, and clocks settle.
  private static let warmUpFrames = 2

  /// Runs the command with these arguments.
  static func run(_ arguments: [String], console: Console) throws(CommandError) -> ExitCode {
    var options = BenchOptions()
    try OptionParser(BenchOptions.groups).parse(arguments, into: &options)
    if options.wantsHelp {
      Console.printResult(BenchOptions.help)
      return .done
    }
    let network: Network
    let weights = try options.model.load()
    do { network = try Network(weights: weights) } catch { throw CommandError(error) }
    let factory = UpscalerFactory(network)
    let (width, height) = options.size
    let plan: InferencePlan
    do {
      plan = try InferencePlan(
        width: width, height: height, options: options.job, factory: factory)
    } catch { throw CommandError(error) }
    let inference = TiledInference(
      plan: plan.tiles, factory: factory, threads: options.job.threads, lanes: plan.lanes)
    let report = BenchReport(
      options, network: network, tiles: plan.tiles,
      milliseconds: time(inference, frames: options.frames, scale: factory.scale))
    Console.printResult(options.isJSON ? report.jsonText(isPretty: true) + "\n" : report.text)
    return .done
  }

  private static func time(_ inference: TiledInference, frames: Int, scale: Int) -> [Double] {
    let (width, height) = (inference.plan.width, inference.plan.height)
    let input = picture(width: width, height: height)
    let output = PlanarImage(width: width * scale, height: height * scale)
    let clock = ContinuousClock()
    let times = (0..<warmUpFrames + frames).map { _ in
      Double(clock.measure { _ = inference.infer(input, into: output) } / .microseconds(1)) / 1e3
    }
    return Array(times.dropFirst(warmUpFrames))
  }

  /// Shading, edges and fine grain: values as pictures have them, so that no shortcut of the arithmetic (zeros,
  /// denormal numbers) flatters or slows the figure.
  private static func picture(width: Int, height: Int) -> PlanarImage {
    let image = PlanarImage(width: width, height: height)
    var state: UInt32 = 1
    for plane in 0..<3 {
      for y in 0..<height {
        for x in 0..<width {
          state = state &* 1_664_525 &+ 1_013_904_223
          let grain = Float(state >> 24) / 16
          let shade = Float((x + 2 * y + 50 * plane) % 200)
          let edge: Float = (x / 24 + y / 16) % 2 == 0 ? 0 : 32
          image.plane(plane)[y * image.rowStride + x] = shade + edge + grain
        }
      }
    }
    return image
  }
}
