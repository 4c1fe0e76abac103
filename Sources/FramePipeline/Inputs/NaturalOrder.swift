/// The order in which people number files: `frame2` before `frame10`.
///
/// Runs of digits compare by their value, everything else byte by byte. Names that differ only in leading
/// zeros compare byte by byte too, so the order is total.
package enum NaturalOrder {
  /// Whether `left` comes before `right`.
  package static func precedes(_ left: String, _ right: String) -> Bool {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let leftRun = digits(left, at: &i)
        let rightRun = digits(right, at: &j)
        if leftRun.count != rightRun.count { return leftRun.count < rightRun.count }
        if let difference = zip(leftRun, rightRun).first(where: { $0 != $1 }) {
          return difference.0 < difference.1
        }
      } else if left[i] != right[j] {
        return left[i] < right[j]
      } else {
        i += 1
        j += 1
      }
    }
    let leftRest = left.count - i
    let rightRest = right.count - j
    return leftRest == rightRest
      ? left.lexicographicallyPrecedes(right) : leftRest < rightRest
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The run of digits at `index` without its leading zeros; moves `index` behind it.
  private static func digits(_ text: [UInt8], at index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < text.count, isDigit(text[index]) { index += 1 }
    return text[start..<index].drop { $0 == 0x30 }
  }
}
