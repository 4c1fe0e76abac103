import CFFmpeg

/// FFmpeg's dictionary of texts, owned.
struct TagDictionary: ~Copyable {
  /// What FFmpeg's functions take and replace.
  var pointer: OpaquePointer?

  /// Empty.
  init() {}

  /// A copy of `other`, without the keys for which `isLeftOut` is true.
  init(copying other: OpaquePointer?, leavingOut isLeftOut: (String) -> Bool = { _ in false }) {
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(other, "", entry, AV_DICT_IGNORE_SUFFIX) {
      entry = next
      if !isLeftOut(String(cString: next.pointee.key)) {
        av_dict_set(&pointer, next.pointee.key, next.pointee.value, AV_DICT_MULTIKEY)
      }
    }
  }

  deinit {
    var pointer = pointer
    av_dict_free(&pointer)
  }

  /// The value of `key`.
  subscript(key: String) -> String? {
    get { Self.value(of: key, in: pointer) }
    set { av_dict_set(&pointer, key, newValue, 0) }
  }

  /// The keys, each once, in their order.
  var names: [String] {
    var names: [String] = []
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(pointer, "", entry, AV_DICT_IGNORE_SUFFIX) {
      entry = next
      let name = String(cString: next.pointee.key)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The dictionary itself, whose owner the caller becomes.
  consuming func take() -> OpaquePointer? {
    let result = pointer
    pointer = nil
    return result
  }

  /// The value of `key` in a dictionary of FFmpeg's.
  static func value(of key: String, in dictionary: OpaquePointer?) -> String? {
    av_dict_get(dictionary, key, nil, 0).map { String(cString: $0.pointee.value) }
  }
}
