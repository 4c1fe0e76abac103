extension FlowGraph {
  /// Rows computed by one operation, a band of `rowsPerBand` at a time; of maps of the frame's size a band's parts are units of
  /// their own. Units are numbered band by band.
  struct Stage {
    let operation: Operation
    let rows: Int
    let columns: Int
    let rowsPerBand: Int
    /// Rows of the first band that lie above the map.
    private(set) var shift: Int
    /// Columns of the first Winograd tile that lie left of the map: as many, but none where a tile is one row high.
    var columnShift: Int { operation == .opening ? 0 : shift }
    /// Parts that a band is cut into.
    private(set) var parts = 1
    /// Columns of a part, and how many of the first one lie left of the map.
    private(set) var partColumns = 0
    private(set) var partShift = 0
    var needs: [Need] = []
    /// The whole map can stay from frame to frame.
    let isKept: Bool
    /// Gates so far, its own included. What lies between two gates is computed close together (`FlowPlanner`).
    let section: Int
    var bands: Int { band(of: rows - 1) + 1 }
    var units: Int { bands * parts }

    /// Places bands so far above those of `producer`, its main one, and parts of about `partColumns` columns so far left of its
    /// parts, that each can be made as soon as one of these and those before it are there.
    mutating func follow(_ producer: Stage, reaching margin: Int, partColumns: Int) {
      shift = (producer.shift + margin) % tileLength
      partShift = producer.partShift + margin
      while (partShift - columnShift) % operation.tileColumns != 0 { partShift += 1 }
      self.partColumns = partColumns
      parts = max(1, (columns + partShift + partColumns / 2) / partColumns)
    }

    /// The band of row `row`.
    func band(of row: Int) -> Int { (row + shift) / rowsPerBand }

    /// The rows of a band.
    func band(_ index: Int) -> Band {
      let top = index * rowsPerBand - shift
      return Band(
        top: top, rows: (top..<top + rowsPerBand).clamped(to: 0..<rows), shift: columnShift)
    }

    /// The part that column `column` belongs to.
    func part(of column: Int) -> Int {
      parts == 1 ? 0 : min((column + partShift) / partColumns, parts - 1)
    }

    /// The columns of a part: whole Winograd tiles.
    func part(_ index: Int) -> Range<Int> {
      let left = index * partColumns - partShift
      return max(left, 0)..<(index == parts - 1 ? columns : left + partColumns)
    }

    /// About how long a unit takes, measured against a band of a 3x3 layer.
    func cost(of unit: Int) -> Double {
      operation.cost * Double(part(unit % parts).count) / Double(columns)
    }

    /// The columns that are computed with those.
    func wholeTiles(_ range: Range<Int>) -> Range<Int> {
      let length = operation.tileColumns
      guard length > 1, !range.isEmpty else { return range }
      let shift = columnShift
      let lower = (range.lowerBound + shift) / length * length - shift
      let upper = (range.upperBound + shift + length - 1) / length * length - shift
      return (lower..<upper).clamped(to: 0..<columns)
    }
  }

  /// What a stage needs of another one.
  struct Need {
    let producer: Int
    let reach: Reach
    /// For each band the producer's bands.
    let bands: [Range<Int>]
    /// For each unit the first of the producer's units that this one, or one behind it, is made from;
    let lower: [Int32]
    /// and the end of those that this one, or one before it, is made from. Both ascend.
    let upper: [Int32]

    init(of stage: Stage, _ index: Int, _ producer: Stage, _ reach: Reach) {
      self.producer = index
      self.reach = reach
      bands = (0..<stage.bands).map {
        let rows = reach.sources(
          of: stage.band($0).rows, length: stage.rows, source: producer.rows)
        return producer.band(of: rows.lowerBound)..<producer.band(of: rows.upperBound - 1) + 1
      }
      let parts = (0..<stage.parts).map {
        let columns = reach.sources(
          of: stage.part($0), length: stage.columns, source: producer.columns)
        return producer.part(of: columns.lowerBound)..<producer.part(of: columns.upperBound - 1) + 1
      }
      var lower: [Int32] = []
      var upper: [Int32] = []
      for band in bands {
        for part in parts {
          lower.append(Int32(band.lowerBound * producer.parts + part.lowerBound))
          upper.append(Int32((band.upperBound - 1) * producer.parts + part.upperBound))
        }
      }
      for unit in lower.indices.dropFirst() { upper[unit] = max(upper[unit], upper[unit - 1]) }
      for unit in lower.indices.dropLast().reversed() {
        lower[unit] = min(lower[unit], lower[unit + 1])
      }
      self.lower = lower
      self.upper = upper
    }
  }
}
