import FramePipeline
import Testing

@Suite struct NaturalOrderTests {
  @Test func numbersCompareByValue() {
    let names = ["f10.png", "f2.png", "f1.png", "f100.png", "f9.png"]
    #expect(
      names.sorted(by: NaturalOrder.precedes) == [
        "f1.png", "f2.png", "f9.png", "f10.png", "f100.png",
      ])
  }

  @Test func leadingZerosAndSeveralNumbers() {
    let ordered = ["a1b10", "a01b11", "a1b12", "a2b1", "a002b3", "b", "b1"]
    #expect(ordered.shuffled().sorted(by: NaturalOrder.precedes) == ordered)
  }

  @Test func numbersLongerThanAnyInteger() {
    let ordered = [
      "x99999999999999999999998", "x99999999999999999999999", "x100000000000000000000000",
    ]
    #expect(ordered.reversed().sorted(by: NaturalOrder.precedes) == ordered)
  }

  @Test func orderIsTotal() {
    let names = [
      "", "1", "01", "001", "1a", "a", "a1", "a01", "a1b", "a01b", "é2", "é10", "a-1", "a--1",
    ]
    for left in names {
      for right in names {
        let count = [
          NaturalOrder.precedes(left, right), NaturalOrder.precedes(right, left), left == right,
        ].count { $0 }
        #expect(count == 1, "'\(left)' and '\(right)'")
        for third in names where NaturalOrder.precedes(left, right) {
          if NaturalOrder.precedes(right, third) {
            #expect(NaturalOrder.precedes(left, third), "'\(left)', '\(right)', '\(third)'")
          }
        }
      }
    }
  }
}
