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
    struct Read {
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
}

extension PlotPanel {
    fileprivate var lineCount: [Int] {
        if case .lines(let lines) = content { [lines.count] } else { [] }
    }
}
