import FoundationEssentials

/// A safetensors file: eight bytes of header length, a JSON header, the tensors' bytes.
///
/// Strict as the format's specification is: the tensors' ranges cover the data exactly, without hole,
/// overlap or rest. Only float types are read.
package struct SafetensorsFile: Sendable {
  /// Every tensor by its name.
  package let tensors: [String: TensorData]
  /// The header's `__metadata__`: who made the file and how.
  package let metadata: [String: String]

  /// Whether bytes look like this format: its JSON header begins after the length.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
  }

  /// Reads the file at `path`.
  package init(contentsOf path: String) throws(EngineError) {
    try self.init(FileBytes.read(path))
  }

  /// Reads a whole file's bytes.
  package init(_ bytes: [UInt8]) throws(EngineError) {
    let header = try Self.header(of: bytes)
    metadata = header.metadata
    guard header.entries.count <= WeightsLimits.tensors else {
      throw .weights("the header names \(header.entries.count) tensors: too many")
    }
    let dataStart = bytes.count - header.dataBytes
    var tensors: [String: TensorData] = [:]
    var end = 0
    var valuesLeft = WeightsLimits.values
    for (name, entry) in header.entries.sorted(by: { $0.value.range < $1.value.range }) {
      let place = "tensor " + EngineError.quoted(name)
      let (type, count) = try entry.layout(place)
      valuesLeft -= count
      guard valuesLeft >= 0 else { throw .weights("\(place): more values than a network can have") }
      guard entry.begin == end else {
        throw .weights(
          "\(place) begins at byte \(entry.begin) of the data; the one before ends at \(end)")
      }
      end = entry.end
      guard end <= header.dataBytes else {
        throw .weights("\(place) ends at byte \(end) of the data, which has \(header.dataBytes)")
      }
      let start = dataStart + entry.begin
      let values = (0..<count).map { type.value(in: bytes, at: start + $0 * type.byteCount) }
      tensors[name] = TensorData(shape: entry.shape, values: values)
    }
    guard end == header.dataBytes else {
      throw .weights("\(header.dataBytes - end) bytes after the last tensor belong to none")
    }
    self.tensors = tensors
  }

  private static func header(of bytes: [UInt8]) throws(EngineError) -> Header {
    guard bytes.count >= 8 else { throw .weights("the file ends within the header's length") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(WeightsLimits.directoryBytes) else {
      throw .weights("the header claims \(length) bytes: too many")
    }
    guard Int(length) <= bytes.count - 8 else {
      throw .weights("the header claims \(length) bytes, the file has \(bytes.count - 8) left")
    }
    do {
      let json = Data(bytes[8..<8 + Int(length)])
      var header = try JSONDecoder().decode(Header.self, from: json)
      header.dataBytes = bytes.count - 8 - Int(length)
      return header
    } catch let error as EngineError {
      throw error
    } catch DecodingError.dataCorrupted {
      throw .weights("the header is not JSON")
    } catch {
      throw .weights("the header is not that of a safetensors file")
    }
  }
}

/// The JSON header, its entries not yet checked against the file.
private struct Header: Decodable {
  var entries: [String: TensorEntry] = [:]
  var metadata: [String: String] = [:]
  var dataBytes = 0

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == "__metadata__" {
        guard let texts = try? container.decode([String: String].self, forKey: name) else {
          throw EngineError.weights("the header's __metadata__ is not a map of texts")
        }
        metadata = texts
      } else {
        guard let entry = try? container.decode(TensorEntry.self, forKey: name) else {
          throw EngineError.weights(
            "tensor \(EngineError.quoted(name.stringValue)): the header lacks a proper dtype, shape or "
              + "data_offsets")
        }
        entries[name.stringValue] = entry
      }
    }
  }
}

/// What the header says of one tensor.
private struct TensorEntry: Decodable {
  let dtype: String
  let shape: [Int]
  let dataOffsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case dataOffsets = "data_offsets"
  }

  var begin: Int { dataOffsets.first ?? 0 }
  var end: Int { dataOffsets.last ?? 0 }
  /// Orders entries as they lie in the file; an empty tensor before the one that starts where it lies.
  var range: (Int, Int) { (begin, end) }

  /// The type and number of values, where shape, type and bytes agree.
  func layout(_ place: String) throws(EngineError) -> (ElementType, count: Int) {
    let types = ["F32": ElementType.float32, "F16": .float16, "BF16": .bfloat16]
    guard let type = types[dtype] else {
      throw .weights("\(place): dtype \(EngineError.quoted(dtype)) is not F32, F16 or BF16")
    }
    guard let count = WeightsLimits.valueCount(ofShape: shape) else {
      throw .weights("\(place): impossible shape")
    }
    guard dataOffsets.count == 2, begin >= 0, end >= begin else {
      throw .weights("\(place): data_offsets are not a range")
    }
    guard end - begin == count * type.byteCount else {
      throw .weights(
        "\(place): \(end - begin) bytes, but its shape and dtype need \(count * type.byteCount)")
    }
    return (type, count)
  }
}
