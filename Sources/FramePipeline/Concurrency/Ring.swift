/// A first-in, first-out buffer that owns noncopyable elements; it grows when it is full.
///
/// Both ends cost constant time; growth moves every element.
package struct Ring<Element: ~Copyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  private var head = 0
  /// Number of elements.
  package private(set) var count = 0

  /// An empty buffer with room for that many elements, at least one.
  package init(capacity: Int) {
    self.capacity = max(1, capacity)
    storage = .allocate(capacity: self.capacity)
  }

  deinit {
    for offset in 0..<count {
      (storage + (head + offset) % capacity).deinitialize(count: 1)
    }
    storage.deallocate()
  }

  /// Whether there is nothing in it.
  package var isEmpty: Bool { count == 0 }

  /// Takes the element over, as the last.
  package mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (storage + (head + count) % capacity).initialize(to: element)
    count += 1
  }

  /// Hands the first element out, or nil when there is none.
  package mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = (storage + head).move()
    head = (head + 1) % capacity
    count -= 1
    return element
  }

  /// What `body` makes of the first element, or nil when there is none.
  package func withFirst<Result>(_ body: (borrowing Element) -> Result) -> Result? {
    count > 0 ? body(storage[head]) : nil
  }

  /// Destroys every element.
  package mutating func removeAll() {
    while popFirst() != nil {}
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    for offset in 0..<count {
      (larger + offset).moveInitialize(from: storage + (head + offset) % capacity, count: 1)
    }
    storage.deallocate()
    storage = larger
    capacity *= 2
    head = 0
  }
}
