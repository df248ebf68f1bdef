internal import CF
internal import Coverages
internal import Cube
internal import Execution
internal import Failures
internal import Grids
internal import Maps

/// Makes a plot of what a subject's coverages have.
struct PlotDrawing {
    let subject: PlotSubject
    let scale: ColourScale
    let ranges: DefaultRange
    let context: WorkContext

    /// The values of one coverage: all times, for each of them all levels, for each of these all cells.
    private struct Read {
        let coverage: Coverage
        let layer: PlotSubject.Layer
        let values: [Double]

        var variable: Variable { layer.variable }
        var domain: CoverageDomain { coverage.domain }

        func value(time: Int, level: Int, cell: Int = 0) -> Double {
            let cells = max(domain.cellCount, 1)
            let index = (time * domain.levelCount + level) * cells + cell
            return values.indices.contains(index) ? values[index] : .nan
        }
    }

    /// - Throws: `Failure`, or an interruption.
    func plot() throws -> Plot {
        let reads = try read()
        switch subject.operation {
        case .series: return try plot(panels: series(reads), reads)
        case .profile: return try plot(panels: profiles(reads), reads, isSideBySide: true)
        case .transect: return try plot(panels: transects(reads), reads)
        case .section: return try plot(panels: sections(reads), reads)
        }
    }

    /// Values that are drawn are held whole: memory for them is reserved with that for reading.
    static func heldBytes(of list: CoverageList) -> Int {
        list.coverages.reduce(0) { $0 + 24 * $1.domain.valueCount * max($1.series.count, 1) }
    }

    private func read() throws -> [Read] {
        let reading = try subject.list.open(beside: Self.heldBytes(of: subject.list), context: context)
        var reads: [Read] = []
        for coverage in subject.list.coverages {
            let values = try reading.values(of: coverage)
            for series in coverage.series {
                var numbers: [Double] = []
                try values.forEachBlock(of: series, member: 0) { block, range in
                    numbers += block.doubles[range.clamped(to: 0..<block.count)]
                }
                // Layers that share a domain are one coverage, and a layer may be asked for twice.
                guard let layer = subject.layers.first(where: { $0.variable.name == series.variable.name })
                else {
                    throw Failure.defect
                }
                reads.append(Read(coverage: coverage, layer: layer, values: numbers))
            }
        }
        return reads
    }

    private func plot(panels: [PlotPanel], _ reads: [Read], isSideBySide: Bool = false) throws -> Plot {
        guard panels.count <= Plot.mostPanels,
            panels.flatMap(\.lineCount).reduce(0, +) <= 10 * PlotSubject.mostLines
        else {
            throw WMSError(
                nil,
                "These layers make \(panels.count) panels: a plot has at most \(Plot.mostPanels).",
                status: 413
            )
        }
        let titles = unique(reads.map(\.variable.title))
        return Plot(
            title: titles.joined(separator: ", "),
            note: note(reads),
            panels: panels,
            isSideBySide: isSideBySide
        )
    }

    // Panels: lines of one unit share one.

    private func series(_ reads: [Read]) -> [PlotPanel] {
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

    private func profiles(_ reads: [Read]) -> [PlotPanel] {
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

    private func transects(_ reads: [Read]) -> [PlotPanel] {
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

    private func sections(_ reads: [Read]) throws -> [PlotPanel] {
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

    private func levelAxis(_ reads: [Read], around numbers: [Double]) -> PlotAxis {
        let axis = reads.lazy.compactMap { $0.domain.level?.axis }.first
        let title = axis.map { axis in
            (axis.longName ?? axis.standardName ?? axis.name) + Self.bracketed(axis.units)
        }
        return PlotAxis(title ?? "", around: numbers, isReversed: axis?.positive == .down)
    }

    /// What each level covers: from midway to its neighbours on either side; the first and the last as far beyond themselves.
    private static func edges(of levels: [Double]) -> [ClosedRange<Double>] {
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

    private func grouped(_ lines: [(unit: String, line: PlotLine, title: String)]) -> [(String, [PlotLine])] {
        unique(lines.map(\.unit)).map { unit in
            let own = lines.filter { $0.unit == unit }
            let titles = unique(own.map(\.title))
            let title = titles.count == 1 ? titles[0] : Self.bracketed(unit).trimmed
            return (title, own.map(\.line))
        }
    }

    private func unit(_ read: Read) -> String { read.variable.units ?? "" }

    private func title(_ read: Read) -> String { read.variable.title + Self.bracketed(read.variable.units) }

    /// ` [m]`; nothing where units say nothing.
    private static func bracketed(_ units: String?) -> String {
        guard let units, !units.isEmpty, units != "1" else { return "" }
        return " [\(units)]"
    }

    /// What tells a line from others: its layer where there are several, its level where it has several.
    private func name(_ read: Read, level: Int, among reads: [Read]) -> String {
        let layer = reads.count > 1 ? read.variable.title : nil
        let own = read.domain.levelCount > 1 ? read.domain.level.map { Self.text($0, level) } : nil
        return [layer, own].compactMap(\.self).joined(separator: ", ")
    }

    private func name(_ read: Read, time: Int, among reads: [Read]) -> String {
        let layer = reads.count > 1 ? read.variable.title : nil
        let own = read.domain.timeCount > 1 ? read.domain.time.map { Self.text($0, time) } : nil
        return [layer, own].compactMap(\.self).joined(separator: ", ")
    }

    private static func text(_ positions: DomainPositions, _ number: Int) -> String {
        guard positions.indices.indices.contains(number) else { return "" }
        let text = positions.axis.text(at: positions.indices[number])
        return text + (positions.axis.times == nil ? positions.axis.units.map { " \($0)" } ?? "" : "")
    }

    /// Where and when: the cell, and the positions on all axes of which there is one.
    private func note(_ reads: [Read]) -> String {
        guard let read = reads.first else { return "" }
        var parts: [String] = []
        if read.layer.along == nil, let x = read.domain.lines.longitudes.first,
            let y = read.domain.lines.latitudes.first
        {
            parts.append(Self.place(x, y))
        }
        if let stays = read.layer.along?.stays, let first = stays.first, let last = stays.last {
            parts.append(
                "\(Self.place(first.centre.longitude, first.centre.latitude)) to "
                    + Self.place(last.centre.longitude, last.centre.latitude)
            )
        }
        for positions in [read.domain.time, read.domain.level].compactMap(\.self)
        where positions.indices.count == 1 {
            parts.append(Self.text(positions, 0))
        }
        for positions in read.domain.custom where positions.indices.count == 1 {
            parts.append("\(positions.axis.name) \(Self.text(positions, 0))")
        }
        return parts.joined(separator: " · ")
    }

    /// `12.50° E 3.25° S`.
    private static func place(_ longitude: Double, _ latitude: Double) -> String {
        let text = { (number: Double, letters: (String, String)) in
            NiceNumbers.text(abs(number), step: 0.001) + "° " + (number < 0 ? letters.1 : letters.0)
        }
        return "\(text(latitude, ("N", "S"))) \(text(longitude, ("E", "W")))"
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension CoverageDomain {
    /// Cells for each time and level.
    fileprivate var cellCount: Int { places?.count ?? 1 }

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

extension PlotPanel {
    fileprivate var lineCount: [Int] {
        if case .lines(let lines) = content { [lines.count] } else { [] }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
