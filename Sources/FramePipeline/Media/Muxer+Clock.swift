import CFFmpeg

extension Muxer {
  /// Says how long the last frame is shown where FFmpeg would take the time of the one before: pictures that move often
  /// rest at the end.
  func setLastDelay(
    _ duration: Int64, _ timeBase: Rational, of context: UnsafeMutablePointer<AVFormatContext>
  ) {
    guard duration > 0 else { return }
    switch container.name {
    case "gif":
      let hundredths = av_rescale_q(duration, timeBase.av, AVRational(num: 1, den: 100))
      av_opt_set_int(context.pointee.priv_data, "final_delay", min(hundredths, 65535), 0)
    case "apng":
      var numerator: Int32 = 0
      var denominator: Int32 = 0
      av_reduce(
        &numerator, &denominator, duration * Int64(timeBase.numerator),
        Int64(timeBase.denominator), 65535)
      let delay = AVRational(num: numerator, den: denominator)
      av_opt_set_q(context.pointee.priv_data, "final_delay", delay, 0)
    default: break
    }
  }

  /// Keeps times as they are, as far as the container can tell them.
  func setClock(of output: UnsafeMutablePointer<AVFormatContext>, _ encoder: VideoEncoder) {
    if container.isMatroska || container.isMOV || container.countsFromZero {
      // FFmpeg would move the streams but not the chapters.
      let unit = commonUnit(encoder)
      let ticks = av_rescale_q_rnd(
        max(-firstMicroseconds(encoder), 0), Self.microseconds, unit, AV_ROUND_UP)
      delay = (optionalTime(ticks) ?? 0, unit)
      // Times before 0 that are left are as they should be: edit lists tell them in MP4, and Matroska its blocks.
      output.pointee.avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED
    } else if !container.hasPresentationTimes {
      output.pointee.avoid_negative_ts = AVFMT_AVOID_NEG_TS_MAKE_ZERO
    }
    if container.isMOV { setMovieClock(of: output) }
  }

  /// By how much all times become smaller, where a part of the input is kept: it begins at 0 with its first frame, which may
  /// lie a little before the time that was asked for.
  func partStartMicroseconds(_ encoder: VideoEncoder) -> Int64 {
    guard let start = selection.startSeconds else { return 0 }
    let asked = (source?.startMicroseconds ?? 0) + Int64((start * Double(AV_TIME_BASE)).rounded())
    return min(asked, encoder.startMicroseconds ?? asked)
  }

  private static let microseconds = AVRational(num: 1, den: AV_TIME_BASE)

  /// When that begins on the output's clock which must not be before 0, as far as that is known.
  ///
  /// In MP4 pictures before 0 are not shown, and in Matroska hardly anybody reads their times; sound before 0 is what starts
  /// the decoder, and everybody reads it, up to 32 seconds before. NUT has no times before 0.
  private func firstMicroseconds(_ encoder: VideoEncoder) -> Int64 {
    guard let source, selection.startSeconds == nil else { return 0 }
    var starts = encoder.startMicroseconds.map { [$0] } ?? []
    let longest = 20 * Int64(AV_TIME_BASE)
    starts += source.streams.compactMap { header in
      guard let start = header.startMicroseconds, header.index != source.videoIndex else {
        return nil
      }
      let isShown = container.isMatroska && header.kind != .audio
      return container.countsFromZero || isShown || start < -longest ? start : nil
    }
    guard container.countsFromZero else { return starts.compactMap(optionalTime).min() ?? 0 }
    // Samples that only start the decoder are not counted in the start of their stream.
    for packet in kept {
      guard let pts = optionalTime(packet.pointee.pts) else { continue }
      starts.append(
        av_rescale_q_rnd(pts, packet.pointee.time_base, Self.microseconds, AV_ROUND_DOWN))
    }
    return starts.compactMap(optionalTime).min() ?? 0
  }

  /// The smallest time that is a whole number of units on the clock of every stream.
  private func commonUnit(_ encoder: VideoEncoder) -> AVRational {
    var units = (source?.streams ?? []).filter { $0.index != source?.videoIndex }.map(\.timeBase)
    units.append(encoder.context.pointee.time_base)
    var (upper, lower) = (Int64(1), Int64(0))
    for unit in units where unit.num > 0 && unit.den > 0 {
      let divisor = av_gcd(Int64(unit.num), Int64(unit.den))
      let (num, den) = (Int64(unit.num) / divisor, Int64(unit.den) / divisor)
      upper = upper / av_gcd(upper, num) * num
      lower = av_gcd(lower, den)
      // Clocks that have nothing in common: then to the microsecond.
      guard upper <= Int32.max else { return AVRational(num: 1, den: AV_TIME_BASE) }
    }
    return AVRational(num: Int32(upper), den: Int32(max(lower, 1)))
  }

  /// MP4 rounds the streams' starts to a clock of the file, by default of milliseconds: it gets one in which all of them
  /// are exact.
  private func setMovieClock(of output: UnsafeMutablePointer<AVFormatContext>) {
    let units = (0..<Int(output.pointee.nb_streams)).compactMap { index in
      output.pointee.streams[index].map { stream in
        // FFmpeg counts sound in samples there, whatever the unit it comes in.
        let rate = Int64(stream.pointee.codecpar.pointee.sample_rate)
        return rate > 0 ? rate : Int64(stream.pointee.time_base.den)
      }
    }
    let clock = units.reduce(Int64(1)) { common, unit in
      guard common > 0, unit > 0 else { return 0 }
      let product = (common / av_gcd(common, unit)).multipliedReportingOverflow(by: unit)
      return product.overflow || product.partialValue > Int32.max ? 0 : product.partialValue
    }
    let largest = units.max() ?? 1000
    av_opt_set_int(
      output, "movie_timescale", max(clock > 0 ? clock : largest, 1000), AV_OPT_SEARCH_CHILDREN)
  }
}
