/// `value` with that many decimals.
func rounded(_ value: Double, _ decimals: Int) -> Double {
  var unit = 1.0
  for _ in 0..<decimals { unit *= 10 }
  return (value * unit).rounded() / unit
}

/// `value` in decimal notation with exactly that many decimals.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  var unit: Int64 = 1
  for _ in 0..<decimals { unit *= 10 }
  let scaled = Int64((abs(value) * Double(unit)).rounded())
  let sign = value < 0 && scaled != 0 ? "-" : ""
  guard decimals > 0 else { return sign + "\(scaled)" }
  let digits = String(scaled % unit)
  return sign + "\(scaled / unit)." + String(repeating: "0", count: decimals - digits.count)
    + digits
}

/// A number of things: `1 frame`, `2 frames`.
package func counted(_ count: Int, _ thing: String) -> String {
  "\(count) \(thing)\(count == 1 ? "" : "s")"
}
