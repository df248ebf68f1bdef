extension MetadataProblem {
    /// How much a finding matters to users of the data.
    package enum Severity: String, Sendable, Comparable, CaseIterable {
        /// Something cannot be had, or not with its right values.
        case error
        /// Something works less well than it could: by index only, without dates or cells.
        case warning
        /// Worth knowing; nothing has to be mended.
        case note

        /// Whether it keeps data from being served right.
        package var hinders: Bool { self == .error }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        /// What matters more comes first.
        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    }

    package var severity: Severity {
        switch self {
        case .unusable, .unusablePacking, .damagedCoordinate: .error
        case .noFigureOfTheEarth, .pixelsByCount, .orderOfPixelsUnknown, .curvilinear, .movingPlaces,
            .gathered, .stepsWithoutPlaces, .primeMeridian(_, isShifted: true),
            .summedTimes, .labelsRepeat, .hierarchyTooLarge:
            .note
        case .mesh(let problem): problem.severity
        case .features(let problem): problem.severity
        default: .warning
        }
    }

    /// Whether it says that no worker can hold a variable's grid.
    var isOfTooLargeGrid: Bool {
        if case .gridTooLarge = self { true } else { false }
    }
}
