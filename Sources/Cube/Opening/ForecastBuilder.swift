/// Makes the valid times of runs and leads, once for all variables on them.
struct ForecastBuilder {
    /// What the valid times of a variable are made of: dimensions of times, runs and leads, and runs of one value.
    private struct Key: Hashable {
        let axes: [String]
        let runs: [String?]
    }

    let budget: OpeningBudget
    private var made: [Key: ForecastTimes?] = [:]

    init(budget: OpeningBudget) {
        self.budget = budget
    }

    /// Nil where there are no leads, or no memory for them.
    mutating func times(of axes: [Axis], _ scalars: [ScalarCoordinate]) throws -> ForecastTimes? {
        guard axes.contains(where: { $0.role == .lead }) else { return nil }
        let key = Key(
            axes: axes.filter { [.lead, .referenceTime, .time].contains($0.role) }.map(\.name),
            runs: scalars.filter { $0.role == .referenceTime }.map(\.text)
        )
        if let known = made[key] { return known }
        let number = made.values.count { $0 != nil }
        let fits = try budget.hold(ForecastTimes.bytes(of: axes), for: ForecastTimes.axisName)
        let times = fits ? ForecastTimes(axes: axes, scalars: scalars, number: number) : nil
        made[key] = .some(times)
        return times
    }
}
