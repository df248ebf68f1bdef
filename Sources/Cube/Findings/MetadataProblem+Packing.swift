internal import CF

extension MetadataProblem {
    init(_ problem: PackingProblem) {
        self =
            switch problem {
            case .unusable(let scale, let offset): .unusablePacking(scale: scale, offset: offset)
            case .notNumbers(let attribute, let count): .notNumbers(attribute: attribute, count: count)
            case .emptyValidRange(let low, let high): .emptyValidRange(from: low, to: high)
            }
    }
}
