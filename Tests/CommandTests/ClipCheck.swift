import RLFNTestSupport
import Testing

/// Compares a clip with what came out of it, as ffprobe and ffmpeg read both.
struct ClipCheck {
  let clip: ClipCase
  let input: String
  let output: String
  let frameLimit: Int
  let folder: TemporaryFolder
  let before: MediaProbe
  let after: MediaProbe
  private static let scale = 2

  init(clip: ClipCase, input: String, output: String, frameLimit: Int, in folder: TemporaryFolder) {
    self.clip = clip
    self.input = input
    self.output = output
    self.frameLimit = frameLimit
    self.folder = folder
    before = MediaProbe(input, in: folder)
    after = MediaProbe(whole: output, in: folder)
  }

  /// Warnings are those that are expected, and no others.
  func warnings(_ lines: [String]) {
    let warnings = lines.filter { $0.hasPrefix("rlfn-video: warning: ") }
    #expect(
      warnings.allSatisfy { line in clip.warnings.contains { line.contains($0) } }, "\(warnings)")
    #expect(
      clip.warnings.allSatisfy { text in warnings.contains { $0.contains(text) } }, "\(warnings)")
  }

  /// Number, size and times of frames.
  func frames() {
    let source = MediaProbe.frames(input, count: frameLimit, in: folder)
    let result = after.pictures
    #expect(result.count == min(clip.frameCount ?? source.count, frameLimit))
    for frame in result {
      guard let from = source.first else { break }
      let size = [from.width ?? 0, from.height ?? 0].map { $0 * Self.scale }
      let (width, height) = clip.isTurned ? (size[1], size[0]) : (size[0], size[1])
      #expect(frame.width == width && frame.height == height)
      guard frame.width == width else { break }
    }
    let known = zip(source, result).compactMap { from, to -> Double? in
      guard let old = from.seconds, let new = to.seconds else { return nil }
      return new - old
    }
    let offset = clip.isMoved ? known.first ?? 0 : 0
    #expect((offset > 0) == clip.isMoved)
    for (index, (from, to)) in zip(source, result).enumerated() {
      guard let expected = clip.rate.map({ Double(index) / $0 }) ?? from.seconds else { continue }
      let isInTime = to.seconds.map { abs($0 - offset - expected) <= clip.tolerance } ?? false
      #expect(isInTime, "frame \(index) at \(to.seconds ?? -1) instead of \(expected)")
      guard isInTime else { break }
    }
  }

  /// Small copies of the output's first pictures look like the source's, in a player.
  func picture() {
    let rgb =
      clip.hasAlpha
      ? "format=gbrap,premultiply=inplace=1"
      : before.video?.pix_fmt?.hasPrefix("gray") == true ? "format=gray" : "format=gbrp"
    let first = "trim=end_frame=2,settb=1/25,setpts=N"
    let decoder = clip.decoder.map { ["-c:v", $0] } ?? []
    let result = Subprocess(
      ["-v", "info", "-nostats"] + decoder + ["-i", input] + decoder + ["-i", output]
        + [
          "-filter_complex",
          "[0:v:0]\(first),\(rgb)[a];[1:v:0]\(first),\(rgb),scale=iw/2:ih/2:flags=area[b];"
            + "[a][b]psnr", "-f", "null", "-",
        ], program: "ffmpeg", in: folder
    ).wait()
    #expect(averagePSNR(result.errors) >= clip.quality, "\(result.errors.suffix(500))")
    guard clip.hasAlpha else { return }
    #expect(result.errors.contains(" a:"))
  }

  /// The other streams are there, with their names.
  func streams() {
    let kept = before.others.filter { $0.codec_type != nil }
    #expect(after.others.count == kept.count - clip.leftOut)
    guard clip.leftOut == 0 else { return }
    for (from, to) in zip(kept, after.others) {
      #expect(from.codec_type == to.codec_type && from.codec_name == to.codec_name)
      for tag in ["language", "title", "filename", "mimetype"] {
        let (old, new) = (from.tags?[tag] ?? "und", to.tags?[tag] ?? "und")
        #expect(old == new, "\(tag) of stream \(from.index)")
      }
      for flag in ["default", "forced", "comment", "hearing_impaired", "attached_pic"] {
        #expect(from.disposition?[flag] == to.disposition?[flag], "\(flag) of stream \(from.index)")
      }
    }
  }

  /// Copied packets are the same bytes, and keep their distance to the picture.
  func packets() {
    guard !before.others.isEmpty else { return }
    let hashes = PacketHashes.of([input, output], in: folder)
    let (source, result) = (hashes[0], hashes[1])
    // What is left out, because there is nothing in it, has no packets.
    let kept = before.others.filter { clip.leftOut == 0 || source.packets[$0.index] != nil }
    #expect(kept.count == after.others.count)
    for (from, to) in zip(kept, after.others) {
      let (old, new) = (source.packets[from.index] ?? [], result.packets[to.index] ?? [])
      #expect(new.count <= old.count && (old.isEmpty || !new.isEmpty), "stream \(from.index)")
      if frameLimit >= 100_000 { #expect(new.count == old.count, "stream \(from.index)") }
      #expect(zip(old, new).allSatisfy { $0.hash == $1.hash }, "stream \(from.index)")
      // FFmpeg's MP4 adds a box to the headers of subtitles each time.
      if from.codec_type != "subtitle" {
        #expect(source.headers[from.index] == result.headers[to.index], "stream \(from.index)")
      }
      guard let oldStart = source.start(from.index), let newStart = result.start(to.index),
        let oldVideo = source.start(before.video?.index),
        let newVideo = result.start(after.video?.index), !clip.isMoved
      else { continue }
      let drift = (newStart - newVideo) - (oldStart - oldVideo)
      #expect(abs(drift) <= 0.00101, "stream \(from.index) moves by \(drift) s")
    }
  }

  /// `verify` agrees, which the job has asked at its end. All that is lost is what the container cannot hold, of the clips
  /// where that is known.
  func verification(_ lines: [String]) {
    guard clip.isLossy else {
      #expect(lines.contains { $0.hasPrefix("verified: ") && $0.hasSuffix(", nothing lost") })
      return
    }
    let part = frameLimit >= 100_000 ? [] : ["--frames", "\(frameLimit)"]
    let (exitCode, report) = folder.verify(input, output, ["-s", "\(Self.scale)"] + part)
    let losses = report?.losses ?? ["no report"]
    #expect(losses.allSatisfy { $0.hasSuffix("not in this container") }, "\(losses)")
    #expect(exitCode == 1)
  }

  /// What the headers say of the picture, and of the whole.
  func headers() {
    guard let from = before.video, let to = after.video else { return }
    #expect(to.depth >= from.depth, "\(to.pix_fmt ?? "")")
    func ratio(_ text: String?) -> String {
      text.map { $0 == "0:1" || $0 == "N/A" ? "1:1" : $0 } ?? "1:1"
    }
    #expect(ratio(from.sample_aspect_ratio) == ratio(to.sample_aspect_ratio))
    let isRGB = ["gbr", "rgb", "bgr", "pal", "gray"].contains { to.pix_fmt?.hasPrefix($0) ?? false }
    if !isRGB, from.pix_fmt?.hasPrefix("yuv") ?? false {
      let guess = (from.height ?? 0) < 720 ? "smpte170m" : "bt709"
      #expect(to.color_space == (from.color_space ?? guess))
      #expect(to.color_range == (from.color_range ?? "tv"))
      #expect(to.color_primaries == from.color_primaries)
      #expect(to.color_transfer == from.color_transfer)
      #expect(from.chroma_location == nil || to.chroma_location == from.chroma_location)
    }
    for key in ["max_luminance", "red_x", "white_point_y", "max_content", "max_average"] {
      #expect(Self.value(from.sideData(key)) == Self.value(to.sideData(key)), "\(key)")
    }
    for key in ["rotation", "displaymatrix"] where !clip.isTurned {
      #expect(from.sideData(key) == to.sideData(key), "\(key)")
    }
    if clip.isTurned { #expect(to.sideData("rotation") == nil) }
    #expect(before.chapters ?? [] == after.chapters ?? [])
    let ownTags: Set<String> = ["encoder", "major_brand", "minor_version", "compatible_brands"]
    let (old, new) = (Self.tags(before), Self.tags(after))
    for (key, value) in old where !ownTags.contains(key) && !clip.lostTags.contains(key) {
      #expect(new[key] == value, "the tag \(key)")
    }
  }

  /// The file's tags, without the freedoms that containers take with their names and numbers.
  private static func tags(_ probe: MediaProbe) -> [String: String] {
    var tags: [String: String] = [:]
    for (key, value) in probe.format?.tags ?? [:] {
      let key = key.lowercased()
      switch key {
      case "creation_time":
        // Dates with and without a T in the middle.
        tags[key] = String(value.filter(\.isNumber).prefix(14))
      case _ where key.hasPrefix("location"):
        // Degrees with more and less digits.
        tags[key] = value.filter { $0 != "/" }.split(separator: "-", maxSplits: 1)
          .map { String(((Double($0) ?? 0) * 100).rounded()) }.joined(separator: "-")
      default:
        tags[key] = value
      }
    }
    return tags
  }

  /// A fraction's value: containers have denominators of their own.
  private static func value(_ text: String?) -> Double? {
    guard let numbers = text?.split(separator: "/").compactMap({ Double($0) }), !numbers.isEmpty
    else { return nil }
    let value = numbers.count == 2 ? numbers[0] / numbers[1] : numbers[0]
    return (value * 1000).rounded() / 1000
  }
}
