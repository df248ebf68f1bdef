/// Layers that no variable is, but two together.
extension Dataset {
    private struct Parts: Sendable {
        let variables: [Variable]
    }

    /// The magnitude of each vector, and where it points or comes from unless a variable tells that: variables of their own name,
    /// which are read by what they are made from.
    package var vectorParts: [Variable] {
        facts.value {
            let known = Set(variables.map(\.name))
            let parts = VectorFinder(variables).pairs.flatMap(\.parts)
            return Parts(variables: parts.filter { !known.contains($0.name) })
        }.variables
    }
}

extension VectorPair {
    fileprivate var parts: [Variable] {
        let base = "\(first.name):\(second.name)"
        let words = (first.standardName ?? "").isEmpty ? nil : VectorNames(first: first.standardName ?? "")
        let named = first.standardName.flatMap { $0 == "unknown" ? nil : $0 }
        let magnitude = Variable(
            VectorPart(pair: self, kind: .magnitude, name: base + "-mag"),
            units: first.units,
            standardName: words?.magnitude ?? (isPolar ? named : nil),
            longName: title("Magnitude", words?.magnitude)
        )
        if isPolar { return [magnitude] }
        let isFrom = words?.isFrom ?? (first.longName?.lowercased().contains("wind") ?? false)
        let direction = Variable(
            VectorPart(pair: self, kind: .direction(isFrom: isFrom), name: base + "-dir"),
            units: "degree",
            standardName: words?.direction,
            longName: title(isFrom ? "Direction from" : "Direction to", words?.direction)
        )
        return [magnitude, direction]
    }

    private func title(_ word: String, _ standardName: String?) -> String {
        let text = standardName.map { $0.split(separator: "_").joined(separator: " ") }
        return "\(text ?? word) (\(first.name), \(second.name))"
    }
}
