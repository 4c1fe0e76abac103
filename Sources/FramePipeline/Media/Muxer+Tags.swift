import CFFmpeg

extension Muxer {
  /// Chooses between the two forms that MP4 and MOV have for tags: free names, if the source has such (telephones write
  /// `com.android.version`), or the fixed ones that all players know.
  private func keepTags(of context: UnsafeMutablePointer<AVFormatContext>) {
    let names = source?.tags.names ?? []
    if names.contains(where: { $0.contains(".") }) {
      av_opt_set(context, "movflags", "+use_metadata_tags", AV_OPT_SEARCH_CHILDREN)
      return
    }
    let lost = names.filter { !container.holdsTag($0) }
    guard !lost.isEmpty else { return }
    warnings.append(
      "\(container.name) has no place for the tags \(lost.joined(separator: ", ")): left out; mkv has"
    )
  }

  /// Says the languages of streams in the codes that the container knows.
  func translateLanguages(of context: UnsafeMutablePointer<AVFormatContext>) {
    guard container.name == "mov" else { return }
    for index in 0..<Int(context.pointee.nb_streams) {
      guard let stream = context.pointee.streams[index],
        let code = TagDictionary.value(of: "language", in: stream.pointee.metadata)
      else { continue }
      av_dict_set(&stream.pointee.metadata, "language", LanguageCode.inQuickTime(code), 0)
    }
  }

  /// The file's tags and chapters.
  func addFileTags(to context: UnsafeMutablePointer<AVFormatContext>)
    throws(PipelineError)
  {
    guard let source, selection.metadata else { return }
    context.pointee.metadata = TagDictionary(copying: source.tags.pointer).take()
    if container.isMOV { keepTags(of: context) }
    let begin = shiftMicroseconds
    let end = selection.endSeconds.map {
      source.startMicroseconds + Int64($0 * Double(AV_TIME_BASE))
    }
    let chapters = source.chapters.filter { chapter in
      selection.startSeconds == nil || chapter.endMicroseconds > begin
    }.filter { chapter in end.map { chapter.startMicroseconds < $0 } ?? true }
    guard !chapters.isEmpty else { return }
    // FFmpeg frees the array and the chapters with the context.
    let size = MemoryLayout<UnsafeMutablePointer<AVChapter>?>.stride * chapters.count
    guard let memory = av_mallocz(size) else { throw PipelineError(.processing, "out of memory") }
    context.pointee.chapters = memory.assumingMemoryBound(
      to: UnsafeMutablePointer<AVChapter>?.self)
    for chapter in chapters {
      guard let memory = av_mallocz(MemoryLayout<AVChapter>.stride) else {
        throw PipelineError(.processing, "out of memory")
      }
      let copy = memory.assumingMemoryBound(to: AVChapter.self)
      copy.pointee.id = chapter.id
      let unit = AVRational(num: 1, den: AV_TIME_BASE)
      let moved = (rescaledTime(delay.ticks, delay.unit, unit) ?? 0) - begin
      let first = selection.startSeconds == nil ? Int64.min : begin
      copy.pointee.time_base = unit
      copy.pointee.start = max(chapter.startMicroseconds, first) + moved
      copy.pointee.end = min(chapter.endMicroseconds, end ?? .max) + moved
      copy.pointee.metadata = TagDictionary(copying: chapter.tags.pointer).take()
      context.pointee.chapters[Int(context.pointee.nb_chapters)] = copy
      context.pointee.nb_chapters += 1
    }
  }

  /// The programs into which the streams are grouped, where the container has such.
  func addPrograms(to context: UnsafeMutablePointer<AVFormatContext>) throws(PipelineError) {
    guard let source, selection.metadata, !source.programs.isEmpty else { return }
    guard container.keepsPrograms else {
      // A recording of one channel has one program, which says nothing.
      guard source.programs.count > 1 else { return }
      warnings.append(
        "\(source.name) has \(source.programs.count) programs, into which \(container.name) cannot group streams"
      )
      return
    }
    for program in source.programs {
      guard let copy = av_new_program(context, program.id) else {
        throw PipelineError(.processing, "out of memory")
      }
      copy.pointee.metadata = TagDictionary(copying: program.tags.pointer).take()
      for index in program.streamIndices {
        let track = index == source.videoIndex ? videoTrack : tracks[index]
        guard let track else { continue }
        av_program_add_stream_index(context, program.id, UInt32(track.stream.pointee.index))
      }
    }
  }
}
