import Testing

/// What is done to a source, and which checks must then tell of a loss. Some damages have more than one trace.
struct Damage: Sendable, CustomTestStringConvertible {
  let name: String
  let command: String
  let losses: [String]
  var testDescription: String { name }

  init(_ name: String, _ command: String, _ losses: String...) {
    self.name = name
    self.command = command
    self.losses = losses
  }
}

extension Damage {
  /// A new first video with the same pixels and times.
  static let lossless = "-c:v:0 libx264 -qp 0 -enc_time_base 1/1000 -vsync passthrough"
  /// Everything as it is, but for what options behind it change.
  static let copy = "-i rich.mkv -map 0 -c copy"

  /// To `rich.mkv`.
  static let ofRich = [
    Damage(
      "a frame is dropped", "\(copy) \(lossless) -filter:v:0 \"select='not(eq(n,20))'\"",
      "frames: different", "frame times: different"),
    Damage(
      "a frame comes late", "\(copy) \(lossless) -filter:v:0 \"setpts='PTS+if(eq(N,20),0.01/TB)'\"",
      "frame times: different"),
    Damage(
      "the last frame is missing", "\(copy) \(lossless) -filter:v:0 \"select='lt(n,39)'\"",
      "frames: different"),
    Damage(
      "sound is late by 40 ms",
      "-i rich.mkv -itsoffset 0.04 -i rich.mkv -map 0:0 -map 1:1 -map 0:2 -map 0:3 -map 0:4 -map 0:5 -c copy",
      "stream 1 (audio): start: different"),
    Damage(
      "sound ends early",
      "-i rich.mkv -t 1.5 -i rich.mkv -map 0:0 -map 1:1 -map 0:2 -map 0:3 -map 0:4 -map 0:5 -c copy",
      "stream 1 (audio): packets: different", "stream 1 (audio): duration: different"),
    Damage(
      "a subtitle is shown too short",
      "\(copy) -bsf:s \"setts=duration=if(eq(N\\,0)\\,DURATION-200\\,DURATION)\"",
      "stream 4 (subtitle): lengths: different"),
    Damage(
      "the pictures turn black",
      "\(copy) \(lossless) -filter:v:0 \"drawbox=t=fill:color=black:enable='gte(n,20)'\"",
      "look of the pictures: different"),
    Damage(
      "sound is recoded", "\(copy) -c:a:1 flac -compression_level 0",
      "stream 2 (audio): packets: different"),
    Damage(
      "another codec", "\(copy) -c:a:1 ac3", "stream 2 (audio): codec: different",
      "stream 2 (audio): packets: different"),
    Damage(
      "another matrix", "\(copy) \(lossless) -colorspace:v:0 bt709", "color matrix: different"),
    Damage(
      "another range", "\(copy) \(lossless) -color_range:v:0 pc", "color range: different"),
    Damage(
      "other primaries", "\(copy) \(lossless) -color_primaries:v:0 bt2020",
      "color primaries: different"),
    Damage(
      "another transfer", "\(copy) \(lossless) -color_trc:v:0 bt709", "color transfer: different"),
    Damage(
      "chroma elsewhere", "\(copy) \(lossless) -chroma_sample_location:v:0 topleft",
      "chroma position: different"),
    Damage("another shape", "\(copy) -aspect:v:0 2.0", "sample aspect: different"),
    Damage(
      "another size", "\(copy) \(lossless) -filter:v:0 scale=192:144", "size: different"),
    Damage(
      "a squeezed picture", "\(copy) \(lossless) -filter:v:0 scale=128:48,setsar=2/3",
      "size: different"),
    Damage("no chapters", "\(copy) -map_chapters -1", "chapters: missing"),
    Damage(
      "no attachment", "\(copy) -map -0:t", "streams: different", "stream 5 (attachment): missing"),
    Damage(
      "an attachment of other bytes",
      "\(copy) -map -0:t -attach s.srt -metadata:s:t filename=font.ttf "
        + "-metadata:s:t mimetype=application/x-truetype-font", "attachment font.ttf: different"),
    Damage(
      "another language", "\(copy) -metadata:s:a:0 language=eng",
      "stream 1 (audio): language: different"),
    Damage(
      "another part", "\(copy) -disposition:a:1 forced", "stream 2 (audio): disposition: different"),
    Damage(
      "no title of a stream", "\(copy) -metadata:s:a:1 title=",
      "stream 2 (audio): tag title: missing"),
    Damage("another title", "\(copy) -metadata title=Poor", "tag title: different"),
    Damage("one more tag", "\(copy) -metadata extra=more", "tag extra: added"),
    Damage(
      "no subtitles", "\(copy) -map -0:s", "streams: different", "stream 4 (subtitle): missing"),
    Damage(
      "a stream more", "\(copy) -map 0:1", "streams: different", "stream 5 (audio): added"),
    Damage(
      "another order",
      "-i rich.mkv -map 0:0 -map 0:2 -map 0:1 -map 0:3 -map 0:4 -map 0:5 -c copy",
      "streams: different"),
  ]

  /// To `hdr.mp4`; `flat.mp4` is the same without the rotation.
  static let ofHDR = [
    Damage(
      "the rotation is missing", "-i flat.mp4 -c copy", "rotation: missing"),
    Damage(
      "turned in the pixels too",
      "-autorotate 0 -i hdr.mp4 -vf transpose=clock -c:v libx264 t.mp4 "
        + "&& ffmpeg -v error -y -i t.mp4 -c copy -metadata:s:v rotate=90",
      "rotation: different"),
    Damage(
      "no HDR data and fewer bits",
      "-autorotate 0 -i hdr.mp4 -c:v libx264 -qp 0 -pix_fmt yuv420p h.mp4 "
        + "&& ffmpeg -v error -y -i h.mp4 -c copy -metadata:s:v rotate=90",
      "bit depth: different", "mastering display: missing", "content light: missing"),
    Damage(
      "another display",
      "-autorotate 0 -i hdr.mp4 -c:v libx265 -tag:v hvc1 -x265-params 'log-level=none:pools=none:frame-threads=1:hdr10=1:lossless=1:"
        + "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50):max-cll=1000,300'",
      "mastering display: different", "content light: different"),
  ]
}
