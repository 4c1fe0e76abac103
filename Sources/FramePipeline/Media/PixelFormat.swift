import CFFmpeg

/// What FFmpeg's descriptor says of a pixel format, as far as reading and writing samples needs it.
struct PixelFormat: Sendable, Equatable {
  /// What the components stand for.
  enum Model: Sendable { case gray, rgb, yuv, palette }

  /// One component of a pixel.
  struct Component: Sendable, Equatable {
    /// The plane it lies in.
    let plane: Int
    /// Bytes (bits in a bit stream) from one sample to the next.
    let step: Int
    /// Bits of a sample.
    let depth: Int
    /// Whether samples lie one after another as native `UInt8` or `UInt16` without a shift.
    let isPlain: Bool
  }

  /// FFmpeg's number of the format.
  let id: AVPixelFormat
  /// What the components stand for.
  let model: Model
  /// The components in FFmpeg's order: luma or red first; a palette's only one is the index.
  let components: [Component]
  /// Whether there is an alpha channel (the last component, or part of the palette).
  let hasAlpha: Bool
  /// Whether samples are floating-point numbers, 0-1.
  let isFloat: Bool
  /// Whether 0 is white: FFmpeg's descriptor of the one such format says nothing of it.
  var isInverted: Bool { id == AV_PIX_FMT_MONOWHITE }
  /// Luma columns for each chroma column, as a power of two.
  let log2ChromaWidth: Int
  /// Luma rows for each chroma row, as a power of two.
  let log2ChromaHeight: Int
  /// Whether it is one of the old names that stand for full-range YUV.
  let isFullRangeYUV: Bool

  /// The description of a format whose samples a CPU can read; nil for hardware surfaces, Bayer mosaics, XYZ.
  init?(_ id: AVPixelFormat) {
    guard let descriptor = av_pix_fmt_desc_get(id)?.pointee else { return nil }
    let flags = Int32(descriptor.flags)
    func has(_ flag: Int32) -> Bool { flags & flag != 0 }
    guard !has(AV_PIX_FMT_FLAG_HWACCEL), !has(AV_PIX_FMT_FLAG_BAYER), descriptor.nb_components > 0,
      id != AV_PIX_FMT_XYZ12LE, id != AV_PIX_FMT_XYZ12BE
    else { return nil }

    let all = [descriptor.comp.0, descriptor.comp.1, descriptor.comp.2, descriptor.comp.3]
    let swapped = has(AV_PIX_FMT_FLAG_BE) == (Int(littleEndian: 1) == 1)
    isFloat = has(AV_PIX_FMT_FLAG_FLOAT)
    let isPacked = has(AV_PIX_FMT_FLAG_BITSTREAM) || isFloat
    components = all.prefix(Int(descriptor.nb_components)).map { component in
      let bytes = component.depth > 8 ? 2 : 1
      return Component(
        plane: Int(component.plane), step: Int(component.step), depth: Int(component.depth),
        isPlain: !isPacked && component.shift == 0 && component.offset == 0
          && component.depth >= 8 && component.step == bytes && (bytes == 1 || !swapped))
    }
    self.id = id
    hasAlpha = has(AV_PIX_FMT_FLAG_ALPHA)
    model =
      has(AV_PIX_FMT_FLAG_PAL)
      ? .palette
      : has(AV_PIX_FMT_FLAG_RGB) ? .rgb : components.count < 3 ? .gray : .yuv
    log2ChromaWidth = Int(descriptor.log2_chroma_w)
    log2ChromaHeight = Int(descriptor.log2_chroma_h)
    isFullRangeYUV = [
      AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P,
      AV_PIX_FMT_YUVJ411P,
    ].contains(id)
  }

  /// The format of that name.
  init?(named name: String) { self.init(av_get_pix_fmt(name)) }

  /// FFmpeg's name.
  var name: String { Self.name(id.rawValue) }
  /// Bits of the first component; 8 for a palette.
  var depth: Int { components.first?.depth ?? 8 }
  /// Whether `PixelConverter` makes frames of it.
  var isWritable: Bool { model != .palette && !isFloat }
  /// The component of alpha.
  var alphaIndex: Int? { hasAlpha && model != .palette ? components.count - 1 : nil }

  /// FFmpeg's name of the format with that number, `unknown` where it has none.
  static func name(_ number: Int32) -> String {
    av_get_pix_fmt_name(AVPixelFormat(number)).map { String(cString: $0) } ?? "unknown"
  }
}
