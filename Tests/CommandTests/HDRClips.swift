import RLFNTestSupport

/// Clips with metadata of HDR that ffmpeg can read but not write: put into plain ones byte by byte.
enum HDRClips {
  /// `bitstream.hevc`, which says all of HDR10 in its bitstream, and `container.mp4`, whose container does so instead.
  static func makeStatic(in folder: TemporaryFolder) {
    VerifySources.makeHDR(in: folder)
    folder.ffmpeg("-i flat.mp4 -c copy bitstream.hevc")
    makePlain(in: folder)
    folder.run(program: "python3", ["-c", boxes + containerScript])
  }

  private static func makePlain(in folder: TemporaryFolder) {
    folder.ffmpeg(
      "-f lavfi -i testsrc2=s=64x64:r=10:d=0.4 -pix_fmt yuv420p10le -c:v libx265 -bf 0 -color_range tv "
        + "-colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084 -tag:v hvc1 "
        + "-x265-params log-level=none plain.mp4")
  }

  /// `plus.hevc` with HDR10+, `vivid.hevc` with HDR Vivid, `vision.hevc` with Dolby Vision in its bitstream, and `vision.mp4`, whose container says
  /// that there is Dolby Vision in it.
  static func makeDynamic(in folder: TemporaryFolder) {
    makePlain(in: folder)
    folder.ffmpeg("-i plain.mp4 -c copy plain.hevc")
    folder.run(program: "python3", ["-c", boxes + dynamicScript])
  }

  /// Puts a box behind those that describe the codec of the first stream.
  private static let boxes = """
    import struct
    movie = bytearray(open('plain.mp4', 'rb').read())

    def add(path, kind, content):
        box = (8 + len(content)).to_bytes(4, 'big') + kind + content
        start = movie.index(b'hvc1', movie.index(b'stsd')) - 4
        end = start + int.from_bytes(movie[start:start + 4], 'big')
        movie[end:end] = box
        for name in (b'hvc1', b'stsd', b'stbl', b'minf', b'mdia', b'trak', b'moov'):
            at = start if name == b'hvc1' else movie.index(name) - 4
            size = int.from_bytes(movie[at:at + 4], 'big') + len(box)
            movie[at:at + 4] = size.to_bytes(4, 'big')
        open(path, 'wb').write(movie)

    """

  /// Green, blue, red, white, the largest and the least luminance; then the light of a pixel and of a picture.
  private static let containerScript = """
    display = (13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450, 10000000, 50)
    add('container.mp4', b'mdcv', struct.pack('>8H2I', *display))
    add('container.mp4', b'clli', struct.pack('>2H', 1000, 400))
    """

  /// Bits as SMPTE ST 2094-40, CUVA 005.1 and the Dolby Vision bitstream define them: of HDR10+ and HDR Vivid a window
  /// without curves, of Dolby Vision a mapping of each component to itself.
  private static let dynamicScript = """
    class Bits:
        def __init__(self):
            self.text = ''
        def u(self, *pairs):
            for value, count in pairs: self.text += format(value, 'b').zfill(count)
            return self
        def ue(self, *values):
            for value in values:
                word = format(value + 1, 'b')
                self.text += '0' * (len(word) - 1) + word
            return self
        def bytes(self):
            text = self.text + '0' * (-len(self.text) % 8)
            return int(text, 2).to_bytes(len(text) // 8, 'big')

    def unit(kind, payload):
        out, zeros = bytearray(), 0
        for byte in payload:
            if zeros == 2 and byte <= 3:
                out.append(3)
                zeros = 0
            out.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return b'\\0\\0\\0\\1' + bytes([kind << 1, 1]) + bytes(out) + b'\\x80'

    def registered(body):
        return unit(39, bytes([4, len(body)]) + body)

    def hdr10_plus():
        bits = Bits().u((1, 8), (1, 2), (400, 27), (0, 1), (1000, 17), (2000, 17), (3000, 17))
        bits.u((1500, 17), (0, 4), (0, 10), (0, 1), (0, 1), (0, 1))
        return registered(bytes([0xB5, 0, 0x3C, 0, 1, 4]) + bits.bytes())

    def hdr_vivid():
        bits = Bits().u((1, 8), (10, 12), (1000, 12), (200, 12), (3000, 12), (0, 1), (0, 1))
        return registered(bytes([0x26, 0, 4, 0, 5]) + bits.bytes())

    def dolby_vision():
        bits = Bits().u((25, 8), (2, 6), (18, 11), (1, 4), (0, 4), (1, 1), (0, 1), (0, 2)).ue(23)
        bits.u((1, 2), (0, 1)).ue(2, 2, 4).u((0, 1), (0, 3), (0, 1), (1, 1), (0, 1), (0, 1))
        bits.ue(0, 0, 0)
        for component in range(3): bits.ue(0).u((0, 10), (1023, 10))
        bits.ue(0, 0)
        for component in range(3): bits.ue(0, 0).u((0, 1)).ue(0).u((0, 23)).ue(1).u((0, 23))
        return unit(62, bits.bytes())

    data = open('plain.hevc', 'rb').read().replace(b'\\0\\0\\0\\1', b'\\0\\0\\1')
    plus = vivid = vision = b''
    for part in data.split(b'\\0\\0\\1')[1:]:
        is_picture = part[0] >> 1 & 63 < 32
        whole = b'\\0\\0\\0\\1' + part
        plus += (hdr10_plus() if is_picture else b'') + whole
        vivid += (hdr_vivid() if is_picture else b'') + whole
        vision += whole + (dolby_vision() if is_picture else b'')
    open('plus.hevc', 'wb').write(plus)
    open('vivid.hevc', 'wb').write(vivid)
    open('vision.hevc', 'wb').write(vision)

    add('vision.mp4', b'dvcC', bytes([1, 0, 8 << 1, 1 << 3 | 5, 1 << 4]) + bytes(19))
    """
}
