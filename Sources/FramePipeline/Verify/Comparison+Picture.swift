import CFFmpeg

extension Comparison {
  /// Size, shape of pixels, orientation.
  mutating func compareShape() {
    let (input, output) = (before.picture, after.picture)
    let isTurned = compareOrientation()
    guard let old = input.sizes.first, let new = output.sizes.first else { return }
    // Where the pixels themselves were turned, sides have changed places.
    let source = isTurned ? old.transposed : old
    let sizes = (text(input.sizes), text(output.sizes))
    let scale = new.width / max(source.width, 1)
    let isWhole =
      input.sizes.count == output.sizes.count
      && zip(input.sizes, output.sizes).allSatisfy { from, to in
        let from = isTurned ? from.transposed : from
        return to.width == from.width * scale && to.height == from.height * scale
      }
    let isExpected =
      switch expectation.size {
      case .anyScale: isWhole && [1, 2, 4].contains(scale)
      case .scale(let expected): isWhole && scale == expected
      case .shown(let width, let height):
        output.sizes.count == 1 && isShown(old, new, width, height)
      }
    add(
      "size", sizes.0, sizes.1, isExpected ? .same : .different,
      isWhole ? "\(scale) times" : isExpected ? "as asked for" : nil)
    compareAspect(source, new, isTurned: isTurned)
  }

  /// Whether the output is shown in the size asked for; a side that nobody asked for follows, to an even number.
  private func isShown(
    _ old: PictureFacts.Size, _ new: PictureFacts.Size, _ width: Int?, _ height: Int?
  ) -> Bool {
    let source = before.picture.orientation.swapsSides ? old.transposed : old
    let result = after.picture.orientation.swapsSides ? new.transposed : new
    func follows(_ side: Int, _ other: Int, source own: Int, _ otherOfSource: Int) -> Bool {
      side.isMultiple(of: 2)
        && (side == 2 || abs(side * otherOfSource - other * own) <= otherOfSource)
    }
    return switch (width, height) {
    case (let width?, let height?): result.width == width && result.height == height
    case (let width?, nil):
      result.width == width
        && follows(result.height, width, source: source.height, source.width)
    case (nil, let height?):
      result.height == height
        && follows(result.width, height, source: source.width, source.height)
    case (nil, nil): false
    }
  }

  private func text(_ sizes: [PictureFacts.Size]) -> String {
    let shown = sizes.prefix(2).map { "\($0.width)x\($0.height)" }.joined(separator: ", ")
    return sizes.count > 2 ? shown + ", \(sizes.count - 2) more" : shown
  }

  /// The shape of the whole picture, as pixels need not have the same shape where it has another size.
  private mutating func compareAspect(
    _ source: PictureFacts.Size, _ new: PictureFacts.Size, isTurned: Bool
  ) {
    let (own, aspect) = (before.picture.aspect, after.picture.aspect)
    let old = isTurned ? Rational(own.denominator, own.numerator) : own
    // Both sides of: width * aspect / height is the same, without fractions.
    let left =
      Int128(source.width) * Int128(old.numerator) * Int128(new.height)
      * Int128(aspect.denominator)
    let right =
      Int128(new.width) * Int128(aspect.numerator) * Int128(source.height)
      * Int128(old.denominator)
    let cells = ("\(old.numerator):\(old.denominator)", "\(aspect.numerator):\(aspect.denominator)")
    // A container that stores the width in which the picture is shown rounds it to whole pixels. Where a size was asked
    // for, both sides are rounded, and pixels get another shape only where it differs by more than that.
    let isWithinPixel =
      switch expectation.size {
      case .shown(_?, _?): abs(left - right) * 200 <= left
      case .shown: abs(left - right) * Int128(min(new.width, new.height)) <= left
      default: abs(left - right) * Int128(new.width) < left
      }
    let isSame = left == right
    add(
      "sample aspect", cells.0, cells.1,
      isSame
        ? .same : isWithinPixel ? .rounded : container.hasAspect ? .different : .notInThisContainer,
      isSame || !isWithinPixel ? nil : "to whole pixels")
  }

  /// Whether the picture is the same way up when it is shown; true where the pixels were turned so that sides changed places.
  private mutating func compareOrientation() -> Bool {
    let (input, output) = (before.picture, after.picture)
    let (old, new) = (input.orientation, output.orientation)
    let isTurned = old.swapsSides != new.swapsSides
    guard old != .upright || new != .upright else { return false }
    let pairs = zip(input.thumbnails, output.thumbnails)
    func distance(_ orientation: Orientation) -> Double {
      pairs.reduce(0) { sum, pair in
        sum + pair.0.shown(old).distance(to: pair.1.shown(orientation))
      }
    }
    let own = distance(new)
    // Another way up that looks clearly more like the input.
    let isUpright = Orientation.all.allSatisfy { own <= distance($0) * 1.5 + 0.5 }
    if old == new {
      add(
        "rotation", old.text, new.text, isUpright ? .same : .different,
        isUpright ? nil : "the pixels are turned too")
      return false
    }
    // Of a picture that looks the same whichever way up, only the sides tell.
    let isTold = Orientation.all.contains { distance($0) > own * 1.5 + 0.5 } || isTurned
    let oldSize = input.sizes.first ?? .init(width: 1, height: 1)
    let newSize = output.sizes.first ?? .init(width: 1, height: 1)
    let hasAnySize = if case .shown = expectation.size { true } else { false }
    let hasTurnedSides =
      isTurned
      && (hasAnySize || (oldSize.width > oldSize.height) == (newSize.height > newSize.width))
    let isApplied = isUpright && isTold && (!isTurned || hasTurnedSides)
    add(
      "rotation", old.text, new.text,
      isApplied
        ? .converted : container.hasOrientation ? .missing : .notInThisContainer,
      isApplied ? "the pixels are turned instead" : nil)
    return isApplied && hasTurnedSides
  }

  /// Mean difference of the squares of two pictures, of 255, from which they are of something else: less than that is
  /// what another range of codes or another frame of the same scene makes.
  private static let mostDistance = 30.0

  /// Whether the pictures are those of the input, as a few squares of some of them tell: not how good they are.
  mutating func compareLook() {
    let (input, output) = (before.picture, after.picture)
    // What shows through is another color.
    guard !input.hasAlpha, !output.hasAlpha else { return }
    let distances = zip(input.thumbnails, output.thumbnails).map {
      $0.shown(input.orientation).distance(to: $1.shown(output.orientation))
    }
    guard let largest = distances.max() else { return }
    let first = distances.firstIndex { $0 > Self.mostDistance }
    add(
      "look of the pictures", "\(input.thumbnails.count) looked at",
      "\(Int(largest.rounded())) of 255 at most", first == nil ? .same : .different,
      first.map { "frame \($0 * Thumbnail.interval) shows something else" })
  }

  /// Depth, alpha.
  mutating func comparePixels() {
    let (input, output) = (before.picture, after.picture)
    if let old = input.pixels, let new = output.pixels {
      let isEnough = new.depth >= old.depth
      add(
        "bit depth", "\(old.depth) (\(old.name))", "\(new.depth) (\(new.name))",
        isEnough
          ? (new.depth == old.depth ? .same : .converted)
          : old.depth > container.mostBits
            ? .notInThisContainer : .different)
    }
    guard input.hasAlpha || output.hasAlpha else { return }
    let verdict: Verification.Verdict =
      input.hasAlpha == output.hasAlpha
      ? .same
      : output.hasAlpha ? .added : container.hasAlpha ? .missing : .notInThisContainer
    // What FFmpeg decodes of a GIF has always got alpha.
    let isDecoders = !input.hasAlpha && container.name == "gif"
    let isUnused = !output.hasAlpha && !input.isTransparent
    add(
      "alpha", input.hasAlpha ? "yes" : "no", output.hasAlpha ? "yes" : "no",
      isDecoders || isUnused ? .converted : verdict, isUnused ? "everything is opaque" : nil)
  }

  /// Colour tags and HDR data.
  mutating func compareColors() {
    let (input, output) = (before.picture, after.picture)
    let canHold = container.hasColors(output.codec)
    compareColor("color matrix", input.color.matrix, output.color.matrix, canHold)
    compareColor("color range", input.color.range, output.color.range, canHold)
    compareColor("color primaries", input.color.primaries, output.color.primaries, canHold)
    compareColor("color transfer", input.color.transfer, output.color.transfer, canHold)
    compareColor("chroma position", input.color.chroma, output.color.chroma, canHold)
    compareHDR()
  }

  private mutating func compareColor(
    _ name: String, _ old: ColorFacts.Tag, _ new: ColorFacts.Tag, _ canHold: Bool
  ) {
    guard old.stated != nil || new.stated != nil || old.effective != new.effective else { return }
    func text(_ tag: ColorFacts.Tag) -> String {
      tag.stated ?? tag.effective.map { "(\($0))" } ?? "(none)"
    }
    let cells = (text(old), text(new))
    if old.stated == new.stated, old.effective == new.effective {
      add(name, cells.0, cells.1, .same)
    } else if old.effective == new.effective {
      add(name, cells.0, cells.1, .converted, "what is not said counts as that")
    } else if Set([old.effective, new.effective]) == ["bt470bg", "smpte170m"],
      name.hasSuffix("matrix")
    {
      add(name, cells.0, cells.1, .converted, "two names of the same numbers")
    } else if name.hasSuffix("matrix") || name.hasSuffix("range"), isOtherModel {
      add(name, cells.0, cells.1, .converted, "RGB to YUV, or YUV to RGB or gray")
    } else if old.effective == nil, name.hasPrefix("chroma") || isOtherModel {
      add(name, cells.0, cells.1, .converted, "the samples were not in halves before")
    } else if new.effective == nil, name.hasPrefix("chroma") {
      add(name, cells.0, cells.1, .converted, "every pixel has its own")
    } else if old.stated == nil, new.stated != nil, isUsualGuess(new.stated) {
      add(name, cells.0, cells.1, .converted, "the usual guess, written down")
    } else if new.stated == nil {
      add(name, cells.0, cells.1, canHold ? .missing : .notInThisContainer)
    } else {
      add(name, cells.0, cells.1, canHold ? .different : .notInThisContainer)
    }
  }

  /// Whether the output's samples stand for colours in another way.
  private var isOtherModel: Bool {
    func kind(_ picture: PictureFacts) -> Int {
      switch picture.pixels?.model {
      case .yuv: 0
      case .gray: 1
      default: 2
      }
    }
    return kind(before.picture) != kind(after.picture)
  }

  /// Whether a tag that was not set says what players take for a picture of the input's size.
  private func isUsualGuess(_ word: String?) -> Bool {
    let rows = before.picture.sizes.first?.height ?? 0
    return word == (rows < 720 ? "smpte170m" : "bt709")
  }
}
