package import Failures
internal import JSON

/// What is said of names that a service does not have: that there is no such thing only where there is none.
extension Dataset {
    /// The refusal of a name that is none of `known`: why it is not served if it is in the store, else that it is not
    /// there.
    package func failure(naming name: String, known: [String]) -> Failure {
        if let unreadable = unreadable.first(where: { $0.name == name }) { return unreadable.failure }
        guard let reason = reasonUnserved(name) else {
            return .notFound(.variable, name: name, known: known)
        }
        return .notServed(.variable, name: name, reason: reason)
    }

    /// Why there are neither maps nor coverages of an array; nil for those that have a place, and where nothing has the
    /// name.
    private func reasonUnserved(_ name: String) -> String? {
        if let variable = variables.first(where: { $0.name == name }) { return reasonWithoutPlace(variable) }
        if texts.contains(where: { $0.name == name }) {
            return "its values are texts, which have neither maps nor coverages; DAP serves them"
        }
        if let array = arrays.first(where: { $0.name == name }) {
            if array.dimensions.isEmpty { return "it is a single value without a place; DAP serves it" }
            return array.emptinessText.map { "\($0); DAP4 alone has it, without values" }
                ?? "it tells where other variables are, or what they mean; DAP serves it by index"
        }
        return reasonUnusable(name)
    }

    /// Why an array has no place; nil for one that has.
    package func reasonWithoutPlace(_ variable: Variable) -> String? {
        VariableCapabilities(variable, in: self).noPlace.map { "\($0); DAP serves it by index" }
    }

    /// Why DAP2 has no array of a name that is in the store; nil where nothing has the name.
    package func reasonWithoutValues(_ name: String) -> String? {
        if let array = (arrays + inherited + texts).first(where: { $0.name == name }),
            let emptiness = array.emptinessText
        {
            return "\(emptiness), which clients of DAP2 cannot read; DAP4 has it, without values"
        }
        return reasonUnusable(name)
    }

    /// Why an array that is there cannot be read by anybody; nil for all others.
    package func reasonUnusable(_ name: String) -> String? {
        // Control characters are named in findings.
        let shown = ActiveCharacter.named(in: name)
        for finding in findings where finding.subject == name || finding.subject == shown {
            if case .unusable = finding.problem { return finding.text }
        }
        return nil
    }

    /// Why none of the variables has a place: by the first of `names` that is one.
    ///
    /// Else by one over a limit, or one that could be a field. Nil without any variable.
    package func reasonWithoutPlaces(ofAny names: [String] = []) -> String? {
        let asked = names.lazy.compactMap { name in self.variables.first { $0.name == name } }.first
        let limited = variables.filter { variable in
            variable.axes.contains { coordinateOverLimit(of: $0) != nil } || hasTooLargeGrid(variable)
        }
        let candidates = limited.isEmpty ? variables : limited
        // A time beside the data is not what anybody misses.
        let field = candidates.first { $0.axes.count > 1 } ?? candidates.first
        guard let variable = asked ?? field else { return reasonOfUnusable }
        return VariableCapabilities(variable, in: self).noPlace.map { "'\(variable.name)': \($0)" }
    }

    private func hasTooLargeGrid(_ variable: Variable) -> Bool {
        tooLargeGrids.contains { $0.subject == variable.name }
    }

    private var tooLargeGrids: [Finding] {
        findings.filter(\.problem.isOfTooLargeGrid)
    }

    /// What keeps the first of the variables from a place whose grids are over a limit; nil where none are.
    package var reasonOfTooLargeGrids: String? {
        tooLargeGrids.first.map { "'\($0.subject)': \($0.text)" }
    }

    /// Whether there is nothing but coordinates, as a group has them for those below it, or nothing at all.
    package var hasOnlyCoordinates: Bool { variables.isEmpty && unreadable.isEmpty && texts.isEmpty }

    /// Of the first array that cannot be read by anybody; nil where there is none.
    private var reasonOfUnusable: String? {
        for finding in findings {
            if case .unusable = finding.problem { return "'\(finding.subject)': \(finding.text)" }
        }
        return nil
    }

    /// What is said of an axis whose coordinate is over a limit and was not read; nil for all others.
    func coordinateOverLimit(of axis: Axis) -> String? {
        guard !axis.hasCoordinates else { return nil }
        for finding in findings {
            guard case .coordinatesTooLarge(let limit, let allowed, let requested) = finding.problem,
                isAlong(axis, finding.subject)
            else { continue }
            let excess = MetadataProblem.excess(limit, allowed: allowed, requested: requested)
            return "its coordinate '\(finding.subject)' \(excess)"
        }
        return nil
    }

    private func isAlong(_ axis: Axis, _ name: String) -> Bool {
        if name == axis.name { return true }
        let array = (arrays + inherited).first { $0.name == name }
        return array?.dimensions.map(\.name) == [axis.name]
    }
}

extension StoredVariable {
    /// What is said of an array without a cell; nil for one that has some.
    fileprivate var emptinessText: String? {
        let empty = dimensions.filter { $0.size == 0 }.map { "'\($0.name)'" }
        return empty.isEmpty ? nil : "it has no values, as it is empty along \(empty.joined(separator: ", "))"
    }
}
