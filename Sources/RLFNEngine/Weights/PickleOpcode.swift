/// The opcodes of pickle protocol 2 that describe tensors; `PickleReader` knows no others.
enum PickleOpcode: UInt8 {
  case proto = 0x80
  case stop = 0x2e
  case mark = 0x28
  case none = 0x4e
  case newTrue = 0x88
  case newFalse = 0x89
  case binInt = 0x4a
  case binInt1 = 0x4b
  case binInt2 = 0x4d
  case long1 = 0x8a
  case binUnicode = 0x58
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyDictionary = 0x7d
  case setItem = 0x73
  case setItems = 0x75
  case binPut = 0x71
  case longBinPut = 0x72
  case binGet = 0x68
  case longBinGet = 0x6a
  case global = 0x63
  case persistentID = 0x51
  case reduce = 0x52
  case build = 0x62

  /// What Python's `pickletools` calls an opcode that is refused; its number where it is none at all.
  static func refusedName(_ byte: UInt8) -> String {
    refusedNames[byte] ?? "0x" + String(byte, radix: 16)
  }

  private static let refusedNames: [UInt8: String] = [
    0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x42: "BINBYTES", 0x43: "SHORT_BINBYTES",
    0x46: "FLOAT", 0x47: "BINFLOAT", 0x49: "INT", 0x4c: "LONG", 0x50: "PERSID", 0x53: "STRING",
    0x54: "BINSTRING", 0x55: "SHORT_BINSTRING", 0x56: "UNICODE", 0x5d: "EMPTY_LIST",
    0x61: "APPEND", 0x64: "DICT", 0x65: "APPENDS", 0x67: "GET", 0x69: "INST", 0x6c: "LIST",
    0x6f: "OBJ", 0x70: "PUT", 0x81: "NEWOBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
    0x8b: "LONG4", 0x8c: "SHORT_BINUNICODE", 0x8d: "BINUNICODE8", 0x8e: "BINBYTES8",
    0x8f: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX",
    0x93: "STACK_GLOBAL", 0x94: "MEMOIZE", 0x95: "FRAME", 0x96: "BYTEARRAY8",
    0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
  ]
}
