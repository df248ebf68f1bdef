package import CF
internal import Cube
internal import Execution
internal import Failures

/// The plans of coverages with memory for reading them.
package struct CoverageReading {
    /// By the numbers of their plans.
    let readings: [Int: Reading]
    let context: WorkContext

    /// The values of one coverage.
    ///
    /// Of several members all variables are begun first, since each member has a part of each.
    package func values(of coverage: Coverage) throws -> CoverageValues {
        guard let reading = readings[coverage.plan] else { throw Failure.defect }
        if !coverage.line.isEmpty {
            let line = try LineReading(coverage, readings: readings, context: context)
            return CoverageValues(reading: reading, begun: [:], line: line, context: context)
        }
        var begun: [Int: CoverageStream] = [:]
        if coverage.domain.memberCount > 1 {
            for part in coverage.series.map(\.parts).joined() {
                begun[part] = try reading.coverages(part: part, context: context)
            }
        }
        return CoverageValues(reading: reading, begun: begun, context: context)
    }
}

/// The values of one coverage, one variable and member after the other.
package struct CoverageValues {
    let reading: Reading
    let begun: [Int: CoverageStream]
    var line: LineReading?
    let context: WorkContext

    /// Hands out what a variable has in one member, as ranges of positions in blocks of values: `domain.valueCount` of
    /// them, in the order of `domain.rangeAxes`.
    ///
    /// - Throws: `Failure`, or what `emit` throws.
    package func forEachBlock(
        of series: Coverage.Series,
        member: Int,
        _ emit: (Values, Range<Int>) throws -> Void
    ) throws {
        if let line { return try line.forEachBlock(emit) }
        for part in series.parts {
            let stream = try begun[part] ?? reading.coverages(part: part, context: context)
            try stream.forEachBlock(ofCoverage: member, emit)
        }
    }
}
