import CFFmpeg

/// Sets the options of an encoder that is not open yet, by name; a wrong one is the user's error.
struct EncoderOptions {
  let context: UnsafeMutablePointer<AVCodecContext>
  let encoder: String

  /// Whether the encoder knows an option of that name.
  func has(_ key: String) -> Bool { option(key) != nil }

  /// Sets an option.
  /// - Throws: `.usage` for a key or value that the encoder does not know, naming the nearest one.
  func set(_ key: String, _ value: String) throws(PipelineError) {
    guard let option = option(key) else {
      let nearest = NearestName.of(key, among: names())
      throw PipelineError(
        .usage, "the encoder \(encoder) has no option \(key)",
        hint: nearest.map { "did you mean \($0)?" }
          ?? "ffmpeg -h encoder=\(encoder) lists its options")
    }
    MediaLog.forgetLastError()
    let code =
      option.pointee.type == AV_OPT_TYPE_DICT
      ? add(to: key) { av_dict_parse_string(&$0, value, "=", ":", 0) }
      : av_opt_set(context, key, value, AV_OPT_SEARCH_CHILDREN)
    guard code < 0 else { return }
    throw PipelineError(
      .usage, "the encoder \(encoder) does not take \(key)=\(value): \(reason(code, option))",
      hint: valueHint(value, option))
  }

  /// Adds settings to an option that is a list of them, such as `x265-params`; the last of the same name counts.
  func add(_ settings: [(key: String, value: String)], to key: String) throws(PipelineError) {
    let code = add(to: key) { list in
      settings.reduce(0) { min($0, av_dict_set(&list, $1.key, $1.value, 0)) }
    }
    guard code >= 0 else { throw PipelineError(.processing, "out of memory") }
  }

  /// Changes an option that is a list of settings; FFmpeg's code.
  private func add(to key: String, _ change: (inout OpaquePointer?) -> Int32) -> Int32 {
    var list: OpaquePointer?
    defer { av_dict_free(&list) }
    av_opt_get_dict_val(context, key, AV_OPT_SEARCH_CHILDREN, &list)
    let code = change(&list)
    return code < 0 ? code : av_opt_set_dict_val(context, key, list, AV_OPT_SEARCH_CHILDREN)
  }

  /// Refuses settings in lists of the user's that the encoder's library does not take: to FFmpeg that is only a warning.
  static func refuse(
    _ warnings: [String], about options: [(key: String, value: String)], encoder: String
  ) throws(PipelineError) {
    for (key, value) in options where key.hasSuffix("-params") {
      let names = value.split(separator: ":").compactMap { $0.split(separator: "=").first }
      for warning in warnings {
        let words = warning.split { !($0.isLetter || $0.isNumber || "-_".contains($0)) }
        guard let name = names.first(where: words.contains) else { continue }
        throw PipelineError(
          .usage, "the encoder \(encoder) does not take \(name) in \(key): \(warning)",
          hint: "the documentation of its library lists what it takes")
      }
    }
  }

  private func option(_ key: String) -> UnsafePointer<AVOption>? {
    let found = av_opt_find(context, key, nil, AV_OPT_FLAG_ENCODING_PARAM, AV_OPT_SEARCH_CHILDREN)
    guard let found, Self.isForVideo(found) else { return nil }
    return found
  }

  private static func isForVideo(_ option: UnsafePointer<AVOption>) -> Bool {
    let flags = option.pointee.flags
    return flags & AV_OPT_FLAG_ENCODING_PARAM != 0
      && (flags & AV_OPT_FLAG_VIDEO_PARAM != 0
        || flags & (AV_OPT_FLAG_AUDIO_PARAM | AV_OPT_FLAG_SUBTITLE_PARAM) == 0)
  }

  /// The names of all options of the encoder and of those that all encoders have.
  private func names() -> [String] {
    options().filter { $0.pointee.type != AV_OPT_TYPE_CONST && Self.isForVideo($0) }
      .map { String(cString: $0.pointee.name) }
  }

  /// The named values of an option.
  private func values(_ option: UnsafePointer<AVOption>) -> [String] {
    guard let unit = option.pointee.unit.map({ String(cString: $0) }) else { return [] }
    return options().filter {
      $0.pointee.type == AV_OPT_TYPE_CONST
        && $0.pointee.unit.map { String(cString: $0) } == unit
    }.map { String(cString: $0.pointee.name) }
  }

  private func options() -> [UnsafePointer<AVOption>] {
    var result: [UnsafePointer<AVOption>] = []
    var objects: [UnsafeMutableRawPointer] = [UnsafeMutableRawPointer(context)]
    if context.pointee.codec.pointee.priv_class != nil, let own = context.pointee.priv_data {
      objects.append(own)
    }
    for object in objects {
      var option: UnsafePointer<AVOption>?
      while let next = av_opt_next(object, option) {
        result.append(next)
        option = next
      }
    }
    return result
  }

  private func reason(_ code: Int32, _ option: UnsafePointer<AVOption>) -> String {
    let (low, high) = (option.pointee.min, option.pointee.max)
    let isNumber = [AV_OPT_TYPE_INT, AV_OPT_TYPE_INT64, AV_OPT_TYPE_FLOAT, AV_OPT_TYPE_DOUBLE]
      .contains(option.pointee.type)
    if isNumber, values(option).isEmpty, abs(low) < 1e9, abs(high) < 1e9 {
      return "it is a number from \(Self.short(low)) to \(Self.short(high))"
    }
    return MediaLog.reason(code)
  }

  private func valueHint(_ value: String, _ option: UnsafePointer<AVOption>) -> String? {
    let known = values(option)
    if let nearest = NearestName.of(value, among: known) { return "did you mean \(nearest)?" }
    return known.isEmpty ? nil : "its values are " + known.joined(separator: ", ")
  }

  private static func short(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}
