extension Values {
    /// The values as doubles, NaN where missing; integers beyond 2^53 are rounded.
    package var doubles: [Double] {
        switch storage {
        case .float(let values): values.map { Double($0) }
        case .double(let values): values
        case .signed(let values): masked(values.map { Double($0) })
        case .unsigned(let values): masked(values.map { Double($0) })
        }
    }

    private func masked(_ values: [Double]) -> [Double] {
        guard !missing.isEmpty else { return values }
        return zip(values, missing).map { $1 ? .nan : $0 }
    }
}
