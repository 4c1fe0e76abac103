import CFFmpeg

/// Everything that a muxer needs to know of its source, copied, so that both can live on different threads.
final class SourceHeader {
  /// A chapter.
  final class Chapter {
    let id: Int64
    let startMicroseconds: Int64
    let endMicroseconds: Int64
    let tags: TagDictionary

    init(_ chapter: AVChapter) {
      let microseconds = AVRational(num: 1, den: AV_TIME_BASE)
      id = chapter.id
      startMicroseconds = rescaledTime(chapter.start, chapter.time_base, microseconds) ?? 0
      endMicroseconds =
        rescaledTime(chapter.end, chapter.time_base, microseconds) ?? startMicroseconds
      tags = TagDictionary(copying: chapter.metadata)
    }
  }

  /// A group of streams that belong together, such as a channel of a broadcast.
  final class Program {
    let id: Int32
    let streamIndices: [Int]
    let tags: TagDictionary

    init(_ program: AVProgram, streamCount: Int) {
      id = program.id
      streamIndices = (0..<Int(program.nb_stream_indexes)).map { Int(program.stream_index[$0]) }
        .filter { $0 < streamCount }
      tags = TagDictionary(copying: program.metadata)
    }
  }

  /// The streams in the file's order.
  let streams: [StreamHeader]
  /// The index of the stream that is upscaled.
  let videoIndex: Int
  /// Title and other tags of the file.
  let tags: TagDictionary
  /// The chapters in the file's order.
  let chapters: [Chapter]
  /// The programs in the file's order.
  let programs: [Program]
  /// Time of the file's start in microseconds.
  let startMicroseconds: Int64
  /// What names the source in messages.
  let name: String

  /// Copies what `demuxer` read when it was opened. Call it before packets are read elsewhere.
  init(_ demuxer: Demuxer) throws(PipelineError) {
    let context = demuxer.context
    name = demuxer.name
    videoIndex = demuxer.video.streamIndex
    startMicroseconds = optionalTime(context.pointee.start_time) ?? 0
    // Facts of the old container and program, not of the content.
    let leftOut: Set<String> = ["major_brand", "minor_version", "compatible_brands", "encoder"]
    tags = TagDictionary(copying: context.pointee.metadata) { leftOut.contains($0.lowercased()) }
    var streams: [StreamHeader] = []
    // Without those that were found since it was opened: their packets are not read.
    let count = demuxer.streams.count
    for index in 0..<count {
      if let stream = context.pointee.streams[index] { streams.append(try StreamHeader(stream)) }
    }
    self.streams = streams
    chapters = (0..<Int(context.pointee.nb_chapters)).compactMap { index in
      context.pointee.chapters[index].map { Chapter($0.pointee) }
    }
    programs = (0..<Int(context.pointee.nb_programs)).compactMap { index in
      context.pointee.programs[index].map { Program($0.pointee, streamCount: count) }
    }
  }
}
