package import Execution
internal import CF
internal import Cube
internal import Failures

/// Comma-separated values (RFC 4180): a line of names, then one for each cell, with its time, level and place and what each
/// parameter has there.
///
/// Missing values are empty. What is told of no cell of an answer, such as a level, has no column.
package struct CSV: CoverageFormat {
    package init() {}

    package var name: String { "CSV" }
    package var mediaType: String { "text/csv" }
    package var writer: String { "csv-1" }
    package var heldBytes: Int { CSVWriter.maxBuffered + 9 * Self.mostTogether }

    /// Values of several parameters of one domain that are held at a time, so that they stand on one line; beyond that each
    /// has lines of its own.
    private static let mostTogether = 1 << 18

    package func write(_ list: CoverageList, to body: any BodyWriter, context: WorkContext) throws {
        let table = CSVTable(list)
        var writer = CSVWriter(body: body, context: context)
        writer.line(table.names)
        let reading = try list.open(beside: heldBytes, context: context)
        for coverage in list.coverages {
            let values = try reading.values(of: coverage)
            for member in 0..<coverage.domain.memberCount {
                let cells = CSVCells(coverage.domain, member: member, of: table)
                let count = coverage.domain.valueCount.multipliedReportingOverflow(by: coverage.series.count)
                if coverage.series.count > 1, !count.overflow, count.partialValue <= Self.mostTogether {
                    try Self.together(coverage, values, cells, table, &writer)
                } else {
                    try Self.oneByOne(coverage, values, cells, table, &writer)
                }
            }
        }
        try writer.flush(above: 0)
    }

    private static func oneByOne(
        _ coverage: Coverage,
        _ values: CoverageValues,
        _ cells: CSVCells,
        _ table: CSVTable,
        _ writer: inout CSVWriter
    ) throws {
        for series in coverage.series {
            let column = table.column(of: series.variable)
            var taken = 0
            try values.forEachBlock(of: series, member: cells.member) { block, range in
                for index in range {
                    let position = taken + index - range.lowerBound
                    guard cells.isMeant(position) else { continue }
                    writer.begin(cells.fields(at: position))
                    writer.values(table.parameterCount) { $0 == column ? (block, index) : nil }
                    try writer.flush(above: CSVWriter.flushSize)
                }
                taken += range.count
            }
        }
    }

    /// All parameters of a cell on one line.
    private static func together(
        _ coverage: Coverage,
        _ values: CoverageValues,
        _ cells: CSVCells,
        _ table: CSVTable,
        _ writer: inout CSVWriter
    ) throws {
        var blocks: [Int: [(first: Int, values: Values, range: Range<Int>)]] = [:]
        for series in coverage.series {
            var taken = 0
            let column = table.column(of: series.variable)
            try values.forEachBlock(of: series, member: cells.member) { block, range in
                blocks[column, default: []].append((taken, block, range))
                taken += range.count
            }
        }
        for position in 0..<coverage.domain.valueCount where cells.isMeant(position) {
            writer.begin(cells.fields(at: position))
            writer.values(table.parameterCount) { column in
                let own = blocks[column]?.last { $0.first <= position }
                return own.map { ($0.values, $0.range.lowerBound + position - $0.first) }
            }
            try writer.flush(above: CSVWriter.flushSize)
        }
    }
}
