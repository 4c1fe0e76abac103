import FoundationEssentials
import FramePipeline
import Testing

private func frame(_ index: Int, pts: Int64?, _ milliseconds: [Double]) -> FrameRecord {
  var record = FrameRecord(index: index, pts: pts, timeSeconds: Double(index) / 30)
  for (stage, value) in zip(StageName.allCases, milliseconds) { record[stage] = value }
  record.inferWaitMilliseconds = 1.5
  record.encodeWaitMilliseconds = 40
  record.tiles = 6
  record.pieces = 6
  record.piecesReused = 2
  return record
}

/// A report as the contract writes it, with these frames.
private func report(_ frames: [FrameRecord]) throws -> RunReport {
  let text = """
    { "schema": 1,
      "tool": {"version": "1.2.3", "isa": "avx2", "threads": 2},
      "host": {"cpu": "A \\"quoted\\" CPU", "cores": 2, "memory_bytes": 17179869184},
      "input": {"path": "in/ä.mp4", "width": 320, "height": 180, "frames": 100, "codec": "h264",
        "pix_fmt": "yuv420p", "frame_rate": "30000/1001"},
      "output": {"path": "out.mkv", "width": 1280, "height": 720, "frames": 100, "codec": "libx264",
        "pix_fmt": "yuv420p", "bytes": 12345},
      "model": {"name": "rlfn_ntire", "scale": 4, "parameters": 317000, "macs_per_pixel": 300000,
        "precision": "fp32", "weights_sha256": "ab12"},
      "tiling": {"mode": "tiles", "tile_width": 168, "tile_height": 98, "overlap": 16,
        "tiles_per_frame": 4, "pieces_per_frame": 4},
      "frames": [], "stages": {},
      "totals": {"wall_s": 2, "frames": 100, "fps": 50, "cpu_s": 3.5, "peak_rss_bytes": 104857600} }
    """
  var report = try JSONDecoder().decode(RunReport.self, from: Data(text.utf8))
  report.frames = frames
  report.stages = RunReport.stages(of: frames, wallSeconds: 2)
  return report
}

private let hundred = (0..<100).map { index in
  frame(
    index, pts: index == 3 ? nil : Int64(index) * 1001,
    [1, 2, Double(100 - index), 0.5, 3, Double(index) / 8])
}

@Suite struct RunReportTests {
  @Test func theJSONHasTheNamesOfTheContractAndNoOthers() throws {
    try withTemporaryFolder { folder in
      try report(hundred).writeJSON(to: folder + "/run.json")
      // Python reads it: a parser that is not ours, and prints every name with its depth.
      let names = try output(
        of: "python3", "-c",
        """
        import json, sys
        report = json.load(open(sys.argv[1]))
        def show(value):
            if isinstance(value, dict):
                return "{" + ",".join(k + show(v) for k, v in sorted(value.items())) + "}"
            return "[" + show(value[0]) + "]" if isinstance(value, list) else ""
        print(show(report), len(report["frames"]), report["frames"][3]["pts"])
        """, folder + "/run.json")
      let work = "{blend,decode,encode,from_rgb,infer,to_rgb}"
      let stage = "{busy_share,count,max_ms,mean_ms,p50_ms,p95_ms,total_ms}"
      let stages = ["blend", "decode", "encode", "from_rgb", "infer", "to_rgb"]
        .map { $0 + stage }.joined(separator: ",")
      #expect(
        names == """
          {frames[{index,ms\(work),pieces,pieces_reused,pts,tiles,tiles_reused,time_s,wait_ms{encode,infer}}],\
          host{cores,cpu,memory_bytes},\
          input{codec,frame_rate,frames,height,path,pix_fmt,width},\
          model{macs_per_pixel,name,parameters,precision,scale,weights_sha256},\
          output{bytes,codec,frames,height,path,pix_fmt,width},schema,\
          stages{\(stages)},\
          tiling{mode,overlap,pieces_per_frame,tile_height,tile_width,tiles_per_frame},\
          tool{isa,threads,version},totals{cpu_s,fps,frames,peak_rss_bytes,wall_s}} 100 None

          """)
    }
  }

  @Test func aReportComesBackAsItWasWritten() throws {
    try withTemporaryFolder { folder in
      for frames in [hundred, []] {
        let path = folder + "/run.json"
        try report(frames).writeJSON(to: path)
        let back = try JSONDecoder().decode(RunReport.self, from: Data(try bytes(of: path)))
        #expect(try back.stages == report(frames).stages)
        #expect(try back.input == report(frames).input && back.host == report(frames).host)
        #expect(try back.model == report(frames).model && back.totals == report(frames).totals)
        #expect(back.frames.map(\.pts) == frames.map(\.pts))
        for (before, after) in zip(frames, back.frames) {
          for stage in StageName.allCases { #expect(abs(before[stage] - after[stage]) <= 0.0005) }
          #expect(after.encodeWaitMilliseconds == 40 && after.tiles == 6)
          #expect(after.pieces == 6 && after.piecesReused == 2)
        }
      }
    }
  }

  @Test func stagesAreSummedAndRankedOverFrames() throws {
    let infer = try #require(RunReport.stages(of: hundred, wallSeconds: 10)["infer"])
    #expect(infer.count == 100)
    #expect(infer.totalMilliseconds == 5050)
    #expect(infer.meanMilliseconds == 50.5)
    #expect(infer.p50Milliseconds == 50)
    #expect(infer.p95Milliseconds == 95)
    #expect(infer.maxMilliseconds == 100)
    #expect(infer.busyShare == 0.505)
    let one = StageSummary(milliseconds: [7], wallSeconds: 1)
    #expect(one.p50Milliseconds == 7 && one.p95Milliseconds == 7 && one.maxMilliseconds == 7)
    let none = StageSummary(milliseconds: [], wallSeconds: 0)
    #expect(none.count == 0 && none.meanMilliseconds == 0 && none.busyShare == 0)
  }

  @Test func theCSVHasOneLinePerFrameUnderTheNamesOfTheJSON() throws {
    try withTemporaryFolder { folder in
      try report(hundred).writeCSV(to: folder + "/run.csv")
      let text = String(decoding: try bytes(of: folder + "/run.csv"), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 102 && lines.last == "")
      #expect(
        lines[0] == """
          index,pts,time_s,tiles,tiles_reused,pieces,pieces_reused,ms_decode,ms_to_rgb,ms_infer,ms_blend,ms_from_rgb,\
          ms_encode,wait_ms_infer,wait_ms_encode
          """)
      #expect(
        lines[2] == "1,1001,0.033333,6,2,6,2,1.000,2.000,99.000,0.500,3.000,0.125,1.500,40.000")
      #expect(lines[4].hasPrefix("3,,0.100000,"), "no time is an empty field")
    }
  }

  @Test func theSummaryTellsMeanP95ShareRuntimeAndSpeed() throws {
    #expect(
      try report(hundred).summary == """
        stage        mean ms    p95 ms      busy
        decode          1.00      1.00       5 %
        to_rgb          2.00      2.00      10 %
        infer          50.50     95.00     253 %
        blend           0.50      0.50       3 %
        from_rgb        3.00      3.00      15 %
        encode          6.19     11.75      31 %
        average runtime 51.00 ms a frame (network)
        33.3 % of all pieces were taken over from the frame before
        100 frames in 2.0 s: 50.00 frames/s, 100 MiB at most

        """)
  }

  @Test func oneFrameIsNotCalledFrames() throws {
    var report = try report(hundred)
    report.totals.frames = 1
    #expect(report.summary.hasSuffix("\n1 frame in 2.0 s: 50.00 frames/s, 100 MiB at most\n"))
    #expect(counted(0, "frame") == "0 frames" && counted(2, "frame") == "2 frames")
  }

  @Test func aReportThatCannotBeWrittenIsAnErrorThatNamesIt() throws {
    let report = try report(hundred)
    for path in ["/nonexistent/run.json", "/dev/full"] {
      let error = #expect(throws: PipelineError.self) { try report.writeJSON(to: path) }
      #expect(error?.code == .unwritableOutput && error?.message.contains(path) == true)
    }
  }

  @Test func aFrameRecordTakes64Bytes() {
    #expect(MemoryLayout<FrameRecord>.stride == 64)
  }

  @Test func aTileIsReusedWhereAllItsPiecesAre() {
    var record = FrameRecord(index: 0, pts: nil, timeSeconds: 0)
    for (tiles, pieces, piecesReused, tilesReused) in [
      (1, 80, 0, 0), (1, 80, 79, 0), (1, 80, 80, 1), (12, 12, 5, 5), (1, 1, 1, 1), (1, 1, 0, 0),
    ] as [(UInt16, UInt16, UInt16, UInt16)] {
      (record.tiles, record.pieces, record.piecesReused) = (tiles, pieces, piecesReused)
      #expect(record.tilesReused == tilesReused, "\(piecesReused) of \(pieces)")
    }
  }
}

@Suite struct HostTests {
  @Test func processorListsAreCounted() {
    #expect(Host.count(ofRanges: "0-3,8") == 5)
    #expect(Host.count(ofRanges: "0") == 1)
  }

  @Test func theHostTellsFiguresThatCanBeTrue() throws {
    #expect(Host.usableProcessors >= 1)
    // nproc knows nothing of quotas.
    let count = try output(of: "nproc").split(separator: "\n").first.flatMap { Int($0) }
    #expect(Host.usableProcessors <= count ?? 0)
    #expect(Host.memoryBytes > 1 << 28)
    #expect(Host.peakResidentBytes > 1 << 20)
    #expect(Host.cpuSeconds > 0)
    #expect(!Host.cpuName.isEmpty)
  }
}
