package import JSON

/// A dimension with its meaning and the positions along it.
package final class Axis: Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case x, y, vertical, time
        case referenceTime = "reference_time"
        case lead, member, custom
    }

    package enum VerticalDirection: String, Sendable { case up, down }

    /// The dimension's name; unique within a dataset.
    package let name: String
    package let role: Role
    /// In the axis's own units, unpacked; 0, 1, 2 … when the dimension has no coordinates.
    ///
    /// For an axis with `times` they are those milliseconds.
    package let cells: CellAxis
    /// The dates of a time axis; nil for other axes, and for times without a usable reference.
    package let times: TimeCoordinates?
    /// Texts that name the positions: stations, members, categories.
    package let labels: AxisLabels?
    /// What the positions mean beyond their numbers.
    package let meaning: AxisMeaning
    /// The variable that holds the positions; nil when the dimension has none.
    package let variableName: String?
    package let attributes: JSONObject
    /// Other coordinates of the same positions, such as the leads and runs of valid times.
    ///
    /// By their names positions can be selected too. They may repeat.
    package let alternates: [Axis]

    init(
        name: String,
        role: Role,
        cells: CellAxis,
        times: TimeCoordinates? = nil,
        labels: AxisLabels? = nil,
        meaning: AxisMeaning = AxisMeaning(),
        variableName: String? = nil,
        attributes: JSONObject = JSONObject(),
        alternates: [Axis] = []
    ) {
        self.name = name
        self.role = role
        self.cells = cells
        self.times = times
        self.labels = labels
        self.meaning = meaning
        self.variableName = variableName
        self.attributes = attributes
        self.alternates = alternates
    }

    package var count: Int { cells.count }
    package var hasCoordinates: Bool { variableName != nil }
    package var units: String? { meaning.units }
    package var standardName: String? { meaning.standardName }
    package var longName: String? { meaning.longName }
    package var positive: VerticalDirection? { meaning.positive }

    /// A position as people read it: a date, a label, or the number.
    package func text(at index: Int) -> String {
        if let times { return times.text(at: index) }
        if let labels { return labels.texts.indices.contains(index) ? labels.texts[index] : "" }
        guard cells.centres.indices.contains(index) else { return "" }
        let value = cells.centres[index]
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
    }

    /// First and last position in the order of value, as people read them: `1000/10`.
    package var extentText: String {
        count == 0 ? "nothing" : "\(text(at: 0))/\(text(at: count - 1))"
    }
}

/// What an axis says of itself beside its positions.
package struct AxisMeaning: Sendable, Equatable {
    package var units: String?
    package var standardName: String?
    package var longName: String?
    /// Of vertical axes.
    package var positive: Axis.VerticalDirection?
    /// How places come from the numbers of a parametric vertical axis, which are kept as they are.
    package var formula: ParametricFormula?
    /// Of a time axis whose steps stand for parts of several days or years.
    package var climatology: Climatology?
}

extension Axis {
    /// The same positions under the role `custom`: for a variable with two axes of one role.
    var asCustom: Axis { copy(role: .custom, cells: cells, times: times, labels: labels) }

    /// The same dimension with positions from elsewhere: a transform.
    func placed(at cells: CellAxis) -> Axis {
        copy(role: role, cells: cells, times: nil, labels: nil, variableName: name)
    }

    /// The positions that a window leaves, with what belongs to each of them.
    func picked(by window: IndexWindow, cells: CellAxis) -> Axis {
        let times = times.map {
            TimeCoordinates(calendar: $0.calendar, milliseconds: window.picked(from: $0.milliseconds))
        }
        var meaning = meaning
        meaning.climatology = meaning.climatology.map {
            Climatology(intervals: window.picked(from: $0.intervals))
        }
        return copy(
            role: role,
            cells: cells,
            times: times,
            labels: labels.map { AxisLabels(variableName: $0.variableName, window.picked(from: $0.texts)) },
            meaning: meaning,
            alternates: alternates.map { alternate in
                let centres = window.picked(from: alternate.cells.centres)
                return alternate.picked(by: window, cells: CellAxis(centres: centres))
            }
        )
    }

    private func copy(
        role: Role,
        cells: CellAxis,
        times: TimeCoordinates?,
        labels: AxisLabels?,
        meaning: AxisMeaning? = nil,
        variableName: String? = nil,
        alternates: [Axis]? = nil
    ) -> Axis {
        Axis(
            name: name,
            role: role,
            cells: cells,
            times: times,
            labels: labels,
            meaning: meaning ?? self.meaning,
            variableName: variableName ?? self.variableName,
            attributes: attributes,
            alternates: alternates ?? self.alternates
        )
    }
}
