internal import CF
internal import Coverages
internal import Cube
internal import Grids
internal import JSON

/// The reference systems of extents as texts: WKT (OGC 18-010r7) where there is a form for it.
enum ReferenceText {
    static func temporal(_ calendar: CFCalendar) -> String {
        let name =
            switch calendar {
            case .standard, .prolepticGregorian: "Gregorian Calendar"
            default: calendar.name
            }
        return "TIMECRS[\"DateTime\",TDATUM[\"\(name)\"],CS[TemporalDateTime,1],AXIS[\"Time (T)\",future]]"
    }

    static func vertical(_ axis: Axis) -> String {
        let system = VerticalReference(axis)
        let (name, direction) = (quoted(system.name), system.direction)
        if let metres = lengthUnits[system.units] {
            return "VERTCRS[\(name),VDATUM[\(name)],CS[vertical,1],AXIS[\(name),\(direction)],"
                + "LENGTHUNIT[\(quoted(system.units)),\(NumberText.of(metres))]]"
        }
        let factor = VerticalReference.pressureUnits[system.units] ?? 1
        let remark = system.formula.map { ",REMARK[\(quoted($0))]" } ?? ""
        return "PARAMETRICCRS[\(name),PDATUM[\(name)],CS[parametric,1],AXIS[\(name),\(direction)],"
            + "PARAMETRICUNIT[\(quoted(system.units)),\(NumberText.of(factor))]\(remark)]"
    }

    /// The standard name, or else what the metadata says of the axis.
    static func custom(_ axis: Axis) -> String {
        if let repeated = axis.repeated, axis.labels == nil {
            let kind = if case .numbers = repeated { "numbers" } else { "labels" }
            return "positions along \(axis.name), where the \(kind) repeat: \(labels(repeated))"
        }
        if let name = axis.standardName { return Parameter.vocabulary + name + "/" }
        return (axis.longName ?? axis.name) + (axis.units.map { " (\($0))" } ?? "")
    }

    /// Labels that are told: as many as an ensemble has.
    private static let maxLabels = 100

    private static func labels(_ repeated: RepeatedLabels) -> String {
        let told = (0..<min(repeated.count, maxLabels)).map { position in
            if case .numbers(let cells) = repeated { return NumberText.of(cells.number(at: position)) }
            return repeated.text(at: position)
        }
        return told.joined(separator: ", ") + (repeated.count > maxLabels ? ", …" : "")
    }

    private static let lengthUnits: [String: Double] = [
        "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000, "cm": 0.01, "ft": 0.3048,
    ]

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
