internal import JSON

/// What can be asked of a variable, and why not the rest: for `doctor` and for people.
package struct VariableCapabilities: Sendable, Equatable {
    /// Nil where maps and points work; else why they do not.
    package let noPlace: String?
    /// Nil where the time axis has dates, or there is none; else why it has not.
    package let noDates: String?

    package init(_ variable: Variable, in dataset: Dataset) {
        noPlace = Self.reasonWithoutPlace(variable, in: dataset)
        let time = variable.axis(.time)?.axis
        if let time, time.times == nil {
            noDates =
                time.hasCoordinates
                ? "its time axis '\(time.name)' has no units that name a date"
                : dataset.coordinateOverLimit(of: time)
                    ?? "its time dimension '\(time.name)' has no coordinates"
        } else {
            noDates = nil
        }
    }

    private static func reasonWithoutPlace(_ variable: Variable, in dataset: Dataset) -> String? {
        if variable.grid != nil { return nil }
        let about = dataset.findings.filter { $0.subject == variable.name }
        if let large = about.first(where: \.problem.isOfTooLargeGrid) { return large.text }
        if let gathered = variable.axes.first(where: { $0.attributes["compress"] != nil }) {
            return "its cells are gathered along '\(gathered.name)', which is not spread out yet"
        }
        if let told = about.first(where: \.problem.keepsPlaces) { return told.text }
        if let set = dataset.features.first(where: { $0.variables.contains(variable.name) }) {
            let kind = "\(set.type.rawValue), \(set.layout.rawValue)"
            return "it has samples of features (\(kind)), which are no cells"
        }
        guard let x = variable.axis(.x)?.axis, let y = variable.axis(.y)?.axis else {
            return "it has no pair of horizontal dimensions"
        }
        if let limited = [x, y].lazy.compactMap(dataset.coordinateOverLimit).first { return limited }
        let bare = [x, y].filter { !$0.hasCoordinates }.map(\.name)
        if !bare.isEmpty { return "no coordinates were found for \(bare.joined(separator: " and "))" }
        return "nothing says where '\(x.name)' and '\(y.name)' lie on the Earth"
    }
}

extension MetadataProblem {
    /// Whether it says why nothing places a variable's cells.
    var keepsPlaces: Bool {
        switch self {
        case .placesElsewhen, .unprojected, .planePlaces, .mesh(.unprojected), .mesh(.noNodePlaces),
            .mesh(.noTopology):
            true
        default: false
        }
    }
}
