import FramePipeline
import RLFNEngine

/// A whole job on one thread, with a network that only repeats pixels.
struct CopyJob {
  var scale = 2
  var settings = EncoderSettings()
  var selection = CopySelection()
  var frameLimit = Int.max
  var formatName: String?

  struct Result {
    var frameCount = 0
    var damagedCount = 0
    var warnings: [String] = []
    var byteCount: Int64 = 0
    var format: FrameFormat?
  }

  func run(_ input: String, _ output: String, overwrites: Bool = false) throws -> Result {
    var result = Result()
    let demuxer = try Demuxer(path: input)
    let decoder = try VideoDecoder(for: demuxer, threads: 2)
    let muxer = try Muxer(
      path: output, formatName: formatName, overwrites: overwrites, source: demuxer,
      copying: selection)
    var encoder: VideoEncoder?
    let toRGB = PixelConverter()
    let fromRGB = PixelConverter()
    if let start = selection.startSeconds {
      try demuxer.seek(toSeconds: start)
      decoder.flush()
    }

    func drain(_ encoder: VideoEncoder) throws {
      while true {
        switch try encoder.receive() {
        case .packet(let packet): try muxer.write(video: packet)
        case .needsInput: return
        case .finished: return
        }
      }
    }
    func process(_ frame: consuming Frame) throws {
      let time = (frame.seconds ?? 0) - demuxer.startSeconds
      guard time >= selection.startSeconds ?? -.infinity, time < selection.endSeconds ?? .infinity,
        result.frameCount < frameLimit
      else { return }
      let properties = FrameProperties(of: frame)
      let small = PlanarImage(width: frame.width, height: frame.height)
      try toRGB.convert(frame, to: small)
      let large = PlanarImage(width: frame.width * scale, height: frame.height * scale)
      enlarge(small, into: large)
      let open: VideoEncoder
      if let encoder {
        open = encoder
      } else {
        open = try VideoEncoder(
          settings: settings, width: large.width, height: large.height, first: properties,
          frameRate: demuxer.video.frameRate, for: muxer)
        encoder = open
        try muxer.start(open)
        result.format = open.format
      }
      try open.send(try fromRGB.convert(large, to: open.format, properties: properties))
      result.frameCount += 1
      try drain(open)
    }
    func decode() throws {
      while true {
        switch try decoder.receive() {
        case .frame(let frame): try process(frame)
        case .needsInput: return
        case .finished: return
        }
      }
    }

    while let packet = try demuxer.read() {
      if packet.streamIndex == demuxer.video.streamIndex {
        try decoder.send(packet)
        try decode()
      } else {
        try muxer.write(copied: packet)
      }
    }
    try decoder.finish()
    try decode()
    if let encoder {
      try encoder.finish()
      try drain(encoder)
      try muxer.finish()
    }
    result.damagedCount = decoder.damagedCount
    result.warnings = muxer.warnings
    result.byteCount = muxer.byteCount
    return result
  }

  private func enlarge(_ small: borrowing PlanarImage, into large: borrowing PlanarImage) {
    for plane in 0..<3 {
      let (from, to) = (small.plane(plane), large.plane(plane))
      for y in 0..<large.height {
        let (source, target) = (
          from + y / scale * small.rowStride, to + y * large.rowStride
        )
        for x in 0..<large.width { target[x] = source[x / scale] }
      }
    }
  }
}
