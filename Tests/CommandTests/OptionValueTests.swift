import FramePipeline
import Testing
import rlfn_video

@Suite struct OptionValueTests {
  @Test(arguments: [
    ("512M", 512 << 20), ("2G", 2 << 30), ("1.5GiB", 3 << 29), ("64kb", 64 << 10), ("1000", 1000),
    ("1T", 1 << 40),
  ])
  func sizesHaveUnitsOf1024(text: String, bytes: Int) throws {
    #expect(try OptionValue.byteCount(text) == bytes)
  }

  @Test(arguments: ["", "G", "-1G", "1e9", "0", "2X", "99999999T", "infinity"])
  func othersAreNoSizes(text: String) {
    #expect(throws: InvalidValue.self) { try OptionValue.byteCount(text) }
  }

  @Test(arguments: [
    ("83.5", 83.5), ("1:23.5", 83.5), ("00:01:23.500", 83.5), ("100", 100), ("90:00", 5400),
    ("1:00:00", 3600),
  ])
  func timesAreSecondsOrAClock(text: String, seconds: Double) throws {
    #expect(try OptionValue.seconds(text) == seconds)
  }

  @Test(arguments: ["", ":", "1:", "1:60", "1.5:00", "1:2:3:4", "-1", "1e3", "0x10", "nan", "1..2"])
  func othersAreNoTimes(text: String) {
    #expect(throws: InvalidValue.self) { try OptionValue.seconds(text) }
  }

  @Test(arguments: [
    ("25", 25000, 1000), ("24000/1001", 24000, 1001), ("23.976", 24000, 1001),
    ("29.97", 30000, 1001), ("59.94", 60000, 1001), ("12.5", 12500, 1000),
  ])
  func frameRatesAreExact(text: String, numerator: Int32, denominator: Int32) throws {
    #expect(try OptionValue.frameRate(text) == Rational(numerator, denominator))
  }

  @Test(arguments: ["0", "-25", "25/0", "1/2/3", "a", "", "99999999999"])
  func othersAreNoFrameRates(text: String) {
    #expect(throws: InvalidValue.self) { try OptionValue.frameRate(text) }
  }

  @Test(arguments: [
    ("repotr", "report"), ("sufix", "suffix"), ("thr", "threads"), ("zzz", nil), ("x", nil),
  ])
  func nearestNameIsTheOneMeant(typed: String, meant: String?) {
    #expect(NearestName.of(typed, among: ["report", "suffix", "threads", "tile", "to"]) == meant)
  }
}
