package import CRLFNKernelCalls

/// One kernel operation at one size.
package struct KernelShape: Sendable, CustomStringConvertible {
  /// Its numbers.
  package let shape: rlfn_shape

  /// The shapes to compare levels at: the networks', and awkward ones.
  package static let checked = list(rlfn_check_shapes)
  /// The shapes to measure.
  package static let timed = list(rlfn_timed_shapes)

  /// The operation and its numbers.
  package var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(RLFN_SHAPE_TEXT)) { text in
      withUnsafePointer(to: shape) { rlfn_shape_text($0, text.baseAddress) }
      return text.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// Runs it on random data with every table, and says which ones differ or write outside their outputs; nothing if
  /// all is well.
  package func check() -> String {
    let tables = KernelTables.all
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1000) { text in
      _ = withUnsafePointer(to: shape) { shape in
        rlfn_check_shape(
          shape, tables.pointers, Int32(tables.pointers.count), Int32(tables.exactCount),
          text.baseAddress, text.count)
      }
      return text.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  private static func list(_ fill: (UnsafeMutablePointer<rlfn_shape>?) -> Int32) -> [KernelShape] {
    var shapes = [rlfn_shape](repeating: rlfn_shape(), count: Int(RLFN_MAX_SHAPES))
    let count = Int(fill(&shapes))
    return shapes[..<count].map(KernelShape.init)
  }
}
