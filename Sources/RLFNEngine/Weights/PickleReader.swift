/// Reads the pickle of a state_dict: a dictionary from names to tensors.
///
/// A stack machine that only builds `PickleValue`s. Nothing is executed: the five names that it knows are
/// looked at, all other names and opcodes end it with an error. Its memory is bounded by the pickle's
/// size, since each opcode adds at most one value, and tuples nest only as deep as those of tensors do.
struct PickleReader {
  private static let maximumDepth = 4
  private static let stateHint =
    "save the network's state_dict alone: float32, float16 or bfloat16 tensors"

  private var input: ByteReader
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var dictionaries: [[(key: String, value: PickleValue)]] = []

  private init(_ input: ByteReader) { self.input = input }

  /// The tensors that the pickle in `range` of `bytes` describes, by name; not yet checked against the
  /// rest of the file.
  static func tensors(in bytes: [UInt8], _ range: Range<Int>) throws(EngineError)
    -> [String: StoredTensor]
  {
    guard range.count <= WeightsLimits.directoryBytes else {
      throw .weights("the pickle has \(range.count) bytes: too many")
    }
    var reader = PickleReader(ByteReader(bytes, range, place: "the pickle"))
    guard case .dictionary(let index) = try reader.result() else {
      throw .weights("the pickle is not a dictionary of tensors", hint: stateHint)
    }
    var tensors: [String: StoredTensor] = [:]
    for (name, value) in reader.dictionaries[index] {
      guard case .tensor(let tensor) = value else {
        throw .weights("entry \(EngineError.quoted(name)) is not a tensor", hint: stateHint)
      }
      guard tensors.updateValue(tensor, forKey: name) == nil else {
        throw .weights("tensor \(EngineError.quoted(name)) is there twice")
      }
    }
    return tensors
  }

  private mutating func result() throws(EngineError) -> PickleValue {
    guard try input.byte() == PickleOpcode.proto.rawValue, try input.byte() == 2 else {
      throw .weights("the pickle is not of protocol 2, which torch.save writes")
    }
    while true {
      let byte = try input.byte()
      guard let opcode = PickleOpcode(rawValue: byte), opcode != .proto else {
        throw .weights(
          "the pickle uses \(PickleOpcode.refusedName(byte)), which no tensor needs",
          hint: Self.stateHint)
      }
      if opcode == .stop { break }
      try execute(opcode)
    }
    let value = try pop()
    guard stack.isEmpty, marks.isEmpty, input.isAtEnd else {
      throw malformed("something is left after its end")
    }
    return value
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(EngineError) {
    switch opcode {
    case .proto, .stop: break
    case .mark: marks.append(stack.count)
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .binInt: stack.append(.int(Int(Int32(truncatingIfNeeded: try input.number(4)))))
    case .binInt1: stack.append(.int(try input.number(1)))
    case .binInt2: stack.append(.int(try input.number(2)))
    case .long1: stack.append(.int(try long()))
    case .binUnicode: stack.append(.text(try input.text(input.number(4))))
    case .emptyTuple: stack.append(.tuple([], depth: 1))
    case .tuple: try pushTuple(popToMark())
    case .tuple1: try pushTuple(popLast(1))
    case .tuple2: try pushTuple(popLast(2))
    case .tuple3: try pushTuple(popLast(3))
    case .emptyDictionary: pushDictionary()
    case .setItem: try setItems(popLast(2))
    case .setItems: try setItems(popToMark())
    case .binPut: try memo[input.number(1)] = top()
    case .longBinPut: try memo[input.number(4)] = top()
    case .binGet: try stack.append(noted(input.number(1)))
    case .longBinGet: try stack.append(noted(input.number(4)))
    case .global: try pushGlobal()
    case .persistentID: try pushStorage()
    case .reduce: try reduce()
    case .build: try build()
    }
  }

  // MARK: The stack

  private func top() throws(EngineError) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw malformed("a value is missing")
    }
    return value
  }

  private mutating func pop() throws(EngineError) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popLast(_ count: Int) throws(EngineError) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw malformed("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(EngineError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("a mark is missing") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private func noted(_ index: Int) throws(EngineError) -> PickleValue {
    guard let value = memo[index] else { throw malformed("it refers to an unknown value") }
    return value
  }

  private func malformed(_ what: String) -> EngineError {
    .weights("the pickle is malformed: \(what) (byte \(input.offset))")
  }

  // MARK: Values

  /// A signed number of up to 8 bytes, preceded by their count.
  private mutating func long() throws(EngineError) -> Int {
    let bytes = try input.run(input.number(1))
    guard bytes.count <= 8 else { throw malformed("a number is too large") }
    let isNegative = (bytes.last ?? 0) >= 0x80
    return bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
  }

  private mutating func pushTuple(_ values: [PickleValue]) throws(EngineError) {
    let depth = 1 + values.reduce(0) { max($0, $1.depth) }
    guard depth <= Self.maximumDepth else { throw malformed("tuples are nested too deep") }
    stack.append(.tuple(values, depth: depth))
  }

  private mutating func pushDictionary() {
    stack.append(.dictionary(dictionaries.count))
    dictionaries.append([])
  }

  private mutating func setItems(_ items: [PickleValue]) throws(EngineError) {
    guard case .dictionary(let index) = try top(), items.count.isMultiple(of: 2) else {
      throw malformed("items without a dictionary")
    }
    for pair in stride(from: 0, to: items.count, by: 2) {
      guard case .text(let key) = items[pair] else {
        throw .weights("the pickle has a dictionary key that is not a text", hint: Self.stateHint)
      }
      dictionaries[index].append((key, items[pair + 1]))
    }
  }

  private mutating func pushGlobal() throws(EngineError) {
    let name = try input.line() + "." + input.line()
    guard let global = PickleGlobal(rawValue: name) else {
      throw .weights(
        "the pickle refers to \(EngineError.quoted(name)), which is not allowed",
        hint: Self.stateHint)
    }
    stack.append(.global(global))
  }

  /// ('storage', type, key, device, number of values) becomes a storage.
  private mutating func pushStorage() throws(EngineError) {
    guard case .tuple(let parts, _) = try pop(), parts.count == 5,
      case .text("storage") = parts[0], case .global(let global) = parts[1],
      let type = global.elementType, case .text(let key) = parts[2], case .text = parts[3],
      case .int(let count) = parts[4]
    else { throw malformed("a storage is not described as PyTorch does") }
    stack.append(.storage(StoredTensor.Storage(type: type, key: key, count: count)))
  }

  /// OrderedDict() becomes a dictionary, _rebuild_tensor_v2(...) a tensor.
  private mutating func reduce() throws(EngineError) {
    let parts = try popLast(2)
    guard case .global(let global) = parts[0], case .tuple(let arguments, _) = parts[1] else {
      throw malformed("a call of something else than a name")
    }
    switch global {
    case .orderedDictionary where arguments.isEmpty: pushDictionary()
    case .rebuildTensor: stack.append(.tensor(try tensor(arguments)))
    default: throw malformed("a call of \(global.rawValue) with arguments")
    }
  }

  /// From (storage, offset, shape, strides, requires_grad, hooks).
  private func tensor(_ arguments: [PickleValue]) throws(EngineError) -> StoredTensor {
    guard arguments.count == 6, case .storage(let storage) = arguments[0],
      case .int(let offset) = arguments[1], let shape = Self.integers(arguments[2]),
      let strides = Self.integers(arguments[3]), case .bool = arguments[4],
      case .dictionary(let hooks) = arguments[5], dictionaries[hooks].isEmpty
    else { throw malformed("a tensor is not described as PyTorch does") }
    return StoredTensor(storage: storage, offset: offset, shape: shape, strides: strides)
  }

  private static func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let values, _) = value, values.count <= WeightsLimits.dimensions else {
      return nil
    }
    var integers: [Int] = []
    for case .int(let integer) in values { integers.append(integer) }
    return integers.count == values.count ? integers : nil
  }

  /// A state_dict carries the versions of its modules as an attribute; they say nothing about tensors.
  private mutating func build() throws(EngineError) {
    let state = try pop()
    guard case .dictionary = state, case .dictionary = try top() else {
      throw malformed("attributes of something else than a dictionary")
    }
  }
}
