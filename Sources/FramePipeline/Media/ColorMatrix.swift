import CFFmpeg

/// The arithmetic between RGB 0-255 and the codes of one YUV format, in both directions (ITU-T H.273, 8.3).
struct ColorMatrix: Sendable, Equatable {
  /// Codes of luma to and from 0-255: `value = (code - offset) * scale`.
  let lumaOffset: Float
  let lumaScale: Float
  /// Codes of chroma to and from -127.5...127.5.
  let chromaOffset: Float
  let chromaScale: Float
  /// The largest code.
  let maximum: Float

  /// Red, green, blue = luma + these times Cb and Cr.
  let fromChroma: (cb: SIMD3<Float>, cr: SIMD3<Float>)
  /// Luma, Cb and Cr as sums of red, green, blue.
  let luma: SIMD3<Float>
  let cb: SIMD3<Float>
  let cr: SIMD3<Float>

  /// The arithmetic for samples of `depth` bits with those tags.
  init(_ tags: ColorTags, depth: Int) {
    let top = Float((1 << depth) - 1)
    let step = Float(1 << depth) / 256
    maximum = top
    chromaOffset = 128 * step
    if tags.isFullRange {
      lumaOffset = 0
      lumaScale = 255 / top
      chromaScale = 255 / top
    } else {
      lumaOffset = 16 * step
      lumaScale = 255 / (219 * step)
      chromaScale = 255 / (224 * step)
    }

    if tags.matrix == AVCOL_SPC_YCGCO {
      // Cb stands for Cg and Cr for Co.
      luma = [0.25, 0.5, 0.25]
      cb = [-0.25, 0.5, -0.25]
      cr = [0.5, 0, -0.5]
      fromChroma = (cb: [-1, 1, -1], cr: [1, 0, -1])
      return
    }
    let (red, blue) = Self.lumaWeights(tags.matrix)
    let green = 1 - red - blue
    let cbRange = 2 * (1 - blue)
    let crRange = 2 * (1 - red)
    luma = SIMD3(Float(red), Float(green), Float(blue))
    cb = SIMD3(Float(-red / cbRange), Float(-green / cbRange), 0.5)
    cr = SIMD3(0.5, Float(-green / crRange), Float(-blue / crRange))
    fromChroma = (
      cb: SIMD3(0, Float(-blue * cbRange / green), Float(cbRange)),
      cr: SIMD3(Float(crRange), Float(-red * crRange / green), 0)
    )
  }

  /// Red's and blue's share of luma.
  static func lumaWeights(_ matrix: AVColorSpace) -> (red: Double, blue: Double) {
    switch matrix {
    case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: (0.299, 0.114)
    case AVCOL_SPC_FCC: (0.30, 0.11)
    case AVCOL_SPC_SMPTE240M: (0.212, 0.087)
    // The constant-luminance forms and ICtCp are not linear in coded RGB; the same matrix both ways keeps their codes.
    case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL, AVCOL_SPC_ICTCP: (0.2627, 0.0593)
    default: (0.2126, 0.0722)
    }
  }

  static func == (left: ColorMatrix, right: ColorMatrix) -> Bool {
    left.luma == right.luma && left.cb == right.cb && left.cr == right.cr
      && left.lumaOffset == right.lumaOffset && left.lumaScale == right.lumaScale
      && left.maximum == right.maximum
  }
}
