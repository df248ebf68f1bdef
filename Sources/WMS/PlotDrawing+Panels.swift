internal import CF
internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import Maps

/// The panels of each kind of plot.
extension PlotDrawing {
    func series(_ reads: [Read]) -> [PlotPanel] {
        var lines: [(unit: String, line: PlotLine, title: String, time: DomainPositions?)] = []
        for read in reads {
            let times = read.domain.times
            for level in 0..<read.domain.levelCount {
                let points = times.indices.map {
                    PlotLine.Point(x: times[$0], y: read.value(time: $0, level: level))
                }
                let line = PlotLine(
                    name(read, level: level, among: reads),
                    number: lines.count,
                    points: points
                )
                lines.append((unit(read), line, title(read), read.domain.time))
            }
        }
        return grouped(lines.map { ($0.unit, $0.line, $0.title) }).map { title, lines in
            let calendar = reads.lazy.compactMap { $0.domain.time?.axis.times?.calendar }.first ?? .standard
            return PlotPanel(
                x: PlotAxis("", .time(calendar), around: lines.flatMap { $0.points.map(\.x) }),
                y: PlotAxis(title, around: lines.flatMap { $0.points.map(\.y) }, isRounded: true),
                .lines(lines)
            )
        }
    }

    func profiles(_ reads: [Read]) -> [PlotPanel] {
        var lines: [(String, PlotLine, String)] = []
        for read in reads {
            let levels = read.domain.levels
            for time in 0..<read.domain.timeCount {
                let points = levels.indices.map {
                    PlotLine.Point(x: read.value(time: time, level: $0), y: levels[$0])
                }
                let line = PlotLine(name(read, time: time, among: reads), number: lines.count, points: points)
                lines.append((unit(read), line, title(read)))
            }
        }
        return grouped(lines).map { title, lines in
            PlotPanel(
                x: PlotAxis(title, around: lines.flatMap { $0.points.map(\.x) }, isRounded: true),
                y: levelAxis(reads, around: lines.flatMap { $0.points.map(\.y) }),
                .lines(lines)
            )
        }
    }

    func transects(_ reads: [Read]) -> [PlotPanel] {
        var lines: [(String, PlotLine, String)] = []
        for read in reads {
            guard let along = read.layer.along else { continue }
            var points: [PlotLine.Point] = []
            var end: Double?
            for (cell, stay) in along.stays.enumerated() {
                // Where the line leaves the cells there is a gap.
                if let end, stay.metres.lowerBound - end > along.gap {
                    points.append(PlotLine.Point(x: .nan, y: .nan))
                }
                end = stay.metres.upperBound
                let middle = (stay.metres.lowerBound + stay.metres.upperBound) / 2
                points.append(PlotLine.Point(x: middle / 1000, y: read.value(time: 0, level: 0, cell: cell)))
            }
            lines.append(
                (
                    unit(read),
                    PlotLine(reads.count > 1 ? title(read) : "", number: lines.count, points: points),
                    title(read)
                )
            )
        }
        return grouped(lines).map { title, lines in
            PlotPanel(
                x: distance,
                y: PlotAxis(title, around: lines.flatMap { $0.points.map(\.y) }, isRounded: true),
                .lines(lines)
            )
        }
    }

    func sections(_ reads: [Read]) throws -> [PlotPanel] {
        try reads.compactMap { read -> PlotPanel? in
            guard let along = read.layer.along else { return nil }
            let levels = read.domain.levels
            let count = read.domain.cellCount
            let values = levels.indices.flatMap { level in
                (0..<count).map { read.value(time: 0, level: level, cell: $0) }
            }
            let cells = try PlotCells(
                columns: along.columns,
                rows: Self.edges(of: levels),
                values: values,
                of: read.variable,
                in: subject.dataset,
                style: read.layer.style,
                scale: scale,
                ranges: ranges,
                context: context
            )
            let ends = Self.edges(of: levels).flatMap { [$0.lowerBound, $0.upperBound] }
            return PlotPanel(x: distance, y: levelAxis([read], around: ends), .cells(cells))
        }
    }

    private var distance: PlotAxis {
        let length = subject.layers.compactMap(\.along?.length).max() ?? 0
        return PlotAxis("Distance [km]", around: [0, length / 1000])
    }

    func levelAxis(_ reads: [Read], around numbers: [Double]) -> PlotAxis {
        let axis = reads.lazy.compactMap { $0.domain.level?.axis }.first
        let title = axis.map { axis in
            (axis.longName ?? axis.standardName ?? axis.name) + Self.bracketed(axis.units)
        }
        return PlotAxis(title ?? "", around: numbers, isReversed: axis?.positive == .down)
    }

    /// What each level covers: from midway to its neighbours on either side; the first and the last as far beyond themselves.
    static func edges(of levels: [Double]) -> [ClosedRange<Double>] {
        let order = levels.indices.filter { levels[$0].isFinite }.sorted { levels[$0] < levels[$1] }
        var edges = [ClosedRange<Double>](repeating: 0...0, count: levels.count)
        for (rank, index) in order.enumerated() {
            let own = levels[index]
            let below = rank > 0 ? (levels[order[rank - 1]] + own) / 2 : nil
            let above = rank + 1 < order.count ? (levels[order[rank + 1]] + own) / 2 : nil
            let half = above.map { $0 - own } ?? below.map { own - $0 } ?? 0.5
            let lower = below ?? own - half
            edges[index] = lower...max(above ?? own + (below.map { own - $0 } ?? half), lower)
        }
        return edges
    }

    // Words.
}

extension CoverageDomain {
    /// Cells for each time and level.
    var cellCount: Int { places?.count ?? 1 }

    /// Milliseconds of the times; 0 without any.
    fileprivate var times: [Double] {
        guard let time, let times = time.axis.times else { return [0] }
        return time.indices.map {
            times.milliseconds.indices.contains($0) ? Double(times.milliseconds[$0]) : .nan
        }
    }

    fileprivate var levels: [Double] {
        level.map { level in level.indices.map { level.axis.cells.number(at: $0) } } ?? [0]
    }
}

extension CellsAlong {
    /// Kilometres that each cell covers, up to the next where that follows.
    fileprivate var columns: [ClosedRange<Double>] {
        stays.indices.map { index in
            let own = stays[index].metres
            var (start, end) = (own.lowerBound, own.upperBound)
            if index > 0, start - stays[index - 1].metres.upperBound <= gap {
                start = (start + stays[index - 1].metres.upperBound) / 2
            }
            if index + 1 < stays.count, stays[index + 1].metres.lowerBound - end <= gap {
                end = (end + stays[index + 1].metres.lowerBound) / 2
            }
            return (start / 1000)...(max(end, start) / 1000)
        }
    }
}
