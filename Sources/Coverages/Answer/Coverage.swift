package import Cube

/// Variables of one plan that share a domain.
///
/// Where the domain has several positions along its other dimensions there is a member for each of them.
package struct Coverage: Sendable {
    /// One variable, and the parts of the plan that follow each other along its times.
    package struct Series: Sendable {
        package let variable: Variable
        let parts: Range<Int>
    }

    /// Counted from 0 among those of the list.
    let plan: Int
    package let domain: CoverageDomain
    package internal(set) var series: [Series]
    /// Where the values of cells along a line are; empty for cells that one plan reads in their own order.
    var line: [LineStretch] = []

    /// The coverages of a plan, in the order of its variables.
    static func all(of located: LocatedPlan, number: Int, names: CustomDimensionNames) -> [Coverage] {
        var coverages: [Coverage] = []
        for parts in continued(located.plan.parts) {
            let read = located.plan.parts[parts]
            guard let variable = read.first?.variable,
                let domain = CoverageDomain(read, at: located.place, names: names)
            else { continue }
            let series = Series(variable: variable, parts: parts)
            if let known = coverages.firstIndex(where: { $0.domain == domain }) {
                coverages[known].series.append(series)
            } else {
                coverages.append(Coverage(plan: number, domain: domain, series: [series]))
            }
        }
        return coverages
    }

    /// Parts with those that continue them.
    private static func continued(_ parts: [PlannedRead]) -> [Range<Int>] {
        var series: [Range<Int>] = []
        for (number, part) in parts.enumerated() {
            if part.continuesSeries, let last = series.last {
                series[series.count - 1] = last.lowerBound..<(number + 1)
            } else {
                series.append(number..<(number + 1))
            }
        }
        return series
    }
}
