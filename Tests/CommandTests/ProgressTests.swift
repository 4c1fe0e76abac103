import FramePipeline
import Testing
import rlfn_video

@Suite struct ProgressTests {
  @Test func rateIsThatOfTheLastHalfMinute() {
    var meter = ProgressMeter()
    #expect(meter.rate == nil)
    // 10 frames a second for a minute, then 1 a second for a minute.
    for tenth in 1...600 { meter.note(frames: tenth, total: 1000, seconds: Double(tenth) / 10) }
    #expect(abs((meter.rate ?? 0) - 10) < 0.2)
    for second in 1...60 {
      meter.note(frames: 600 + second, total: 1000, seconds: 60 + Double(second))
    }
    #expect(abs((meter.rate ?? 0) - 1) < 0.05)
    #expect(abs((meter.secondsLeft ?? 0) - 340) < 15)
    #expect(meter.share == 0.66)
  }

  @Test func framesSlowerThanTheWindowHaveARateToo() {
    var meter = ProgressMeter()
    for frame in 1...5 { meter.note(frames: frame, total: nil, seconds: 100 * Double(frame)) }
    #expect(meter.rate == 0.01)
    #expect(meter.secondsLeft == nil)
  }

  @Test func totalThatTurnsOutWrongIsDropped() {
    var meter = ProgressMeter()
    meter.note(frames: 11, total: 10, seconds: 1)
    #expect(meter.total == nil)
    #expect(meter.share == nil)
    #expect(ProgressLine.log(meter, label: "a.mkv") == "a.mkv: 11 frames, 11.00 frames/s, 0:01")
  }

  @Test func lineTellsFramesPercentRateAndTimeLeft() {
    var meter = ProgressMeter()
    meter.note(frames: 147, total: 325, seconds: 60)
    #expect(
      ProgressLine.log(meter, label: "a.mkv")
        == "a.mkv: 147 of 325 frames (45.2 %), 2.45 frames/s, 1:13 left")
  }

  @Test func barNeverReachesTheLastColumn() {
    var meter = ProgressMeter()
    meter.note(frames: 147, total: 325, seconds: 60)
    for columns in 1...200 {
      for label in ["a.mkv", "[12/345] a very long name of a file that goes on and on.mkv"] {
        let line = ProgressLine.bar(meter, label: label, columns: columns)
        #expect(line.count < max(2, columns), "\(columns): '\(line)'")
        #expect(!line.contains("\n"))
      }
    }
    let wide = ProgressLine.bar(meter, label: "a.mkv", columns: 120)
    #expect(wide.hasPrefix("a.mkv  ["))
    #expect(wide.hasSuffix("]  147 of 325 frames (45.2 %)  2.45 frames/s  1:13 left"))
    #expect(ProgressLine.bar(meter, label: "a.mkv", columns: 40) == "147 of 325 frames (45.2 %)")
  }

  @Test(arguments: [(0, "0:00"), (59.6, "1:00"), (3599, "59:59"), (12345, "3:25:45"), (-3, "0:00")])
  func clockShowsTime(seconds: Double, text: String) {
    #expect(Units.clock(seconds) == text)
  }

  @Test(arguments: [
    (0.045, 2, "0.05"), (1, 3, "1.000"), (-2.5, 1, "-2.5"), (19.6953, 2, "19.70"), (0.4, 0, "0"),
  ])
  func numbersHaveTheirDecimals(number: Double, decimals: Int, text: String) {
    #expect(fixed(number, decimals) == text)
  }
}
