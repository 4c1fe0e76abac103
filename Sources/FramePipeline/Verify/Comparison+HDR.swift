extension Comparison {
  /// Mastering display, content light level, and what changes from frame to frame.
  mutating func compareHDR() {
    compareHDR("mastering display", \.display)
    compareHDR("content light", \.light)
    let (old, new) = (before.picture.dynamicMetadata, after.picture.dynamicMetadata)
    compare("dynamic HDR metadata", old.text, new.text)
  }

  /// Players take what the container says; others, such as television sets, what the bitstream says.
  private mutating func compareHDR<Fact: HDRFact>(
    _ name: String, _ fact: KeyPath<HDRFacts, Fact?>
  ) {
    func effective(_ picture: PictureFacts) -> Fact? {
      picture.containerHDR[keyPath: fact] ?? picture.bitstreamHDR[keyPath: fact]
    }
    let own = after.picture.bitstreamHDR[keyPath: fact]
    guard let old = effective(before.picture), let new = effective(after.picture) else {
      compare(
        name, effective(before.picture)?.text, effective(after.picture)?.text,
        canHold: container.hasHDR(after.picture.codec))
      return
    }
    guard old.agrees(with: new) else { return add(name, old.text, new.text, .different) }
    if let own, !own.agrees(with: old) {
      add(name, old.text, new.text, .different, "in the bitstream \(own.text)")
    } else if own == nil, before.picture.bitstreamHDR[keyPath: fact] != nil,
      ContainerAbilities.tellsHDR(after.picture.codec)
    {
      add(name, old.text, new.text, .converted, "in the container, not in the bitstream any more")
    } else {
      add(name, old.text, new.text, old == new ? .same : .rounded)
    }
  }
}

extension DynamicMetadata {
  /// Their names; nil where there are none.
  fileprivate var text: String? {
    let names = [
      (Self.dolbyVision, "Dolby Vision"), (.hdr10Plus, "HDR10+"), (.hdrVivid, "HDR Vivid"),
    ]
    .filter { contains($0.0) }.map(\.1)
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}
