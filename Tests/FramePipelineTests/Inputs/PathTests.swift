import FramePipeline
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("a/b.c.PNG", "b.c.PNG", "a", "b.c", "png"), ("b", "b", ".", "b", ""),
    ("/b.mkv", "b.mkv", "/", "b", "mkv"), ("a/b/", "b", "a", "b", ""), ("/", "/", "/", "/", ""),
    (".hidden", ".hidden", ".", ".hidden", ""), ("../x//y.tif", "y.tif", "../x", "y", "tif"),
  ])
  func parts(path: String, last: String, folder: String, stem: String, ending: String) {
    #expect(Path.lastComponent(path) == last)
    #expect(Path.folder(path) == folder)
    #expect(Path.stem(path) == stem)
    #expect(Path.fileExtension(path) == ending)
  }

  @Test func joinPutsOneSlash() {
    #expect(Path.join("a", "b") == "a/b")
    #expect(Path.join("a/", "b") == "a/b")
    #expect(Path.join("/", "b") == "/b")
  }

  @Test(arguments: [
    ("shot_%04d.png", 7, "shot_0007.png"), ("%d.jpg", 12345, "12345.jpg"),
    ("a%03d", 1234, "a1234"), ("100%%_%02d.png", 3, "100%_03.png"), ("é%d.png", 0, "é0.png"),
    ("100%/%d %%/%02d.png", 3, "100%/%d %%/03.png"),
  ])
  func patternsWriteNumbersAsPrintf(pattern: String, number: Int, path: String) throws {
    #expect(try #require(PrintfPattern(pattern)).path(number: number) == path)
  }

  @Test(arguments: [
    "a.png", "100%.png", "%s.png", "%d_%d.png", "%4d.png", "%0999999d.png", "%", "%d/a.png", "%d/",
  ])
  func othersAreNoPatterns(text: String) {
    #expect(PrintfPattern(text) == nil)
  }
}
