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
    /// For an axis with `times`
    /// they are those milliseconds.
    package let cells: CellAxis
    /// The dates of a time axis; nil for other axes, and for times without a usable reference.
    package let times: TimeCoordinates?
    package let units: String?
    package let standardName: String?
    package let longName: String?
    package let positive: VerticalDirection?
    /// The variable that holds the positions; nil when the dimension has none.
    package let variableName: String?
    package let attributes: JSONObject

    init(
        name: String,
        role: Role,
        cells: CellAxis,
        times: TimeCoordinates? = nil,
        units: String? = nil,
        standardName: String? = nil,
        longName: String? = nil,
        positive: VerticalDirection? = nil,
        variableName: String? = nil,
        attributes: JSONObject = JSONObject()
    ) {
        self.name = name
        self.role = role
        self.cells = cells
        self.times = times
        self.units = units
        self.standardName = standardName
        self.longName = longName
        self.positive = positive
        self.variableName = variableName
        self.attributes = attributes
    }

    package var count: Int { cells.count }
    package var hasCoordinates: Bool { variableName != nil }

    /// A position as people read it: a date, or the number.
    package func text(at index: Int) -> String {
        if let times { return times.text(at: index) }
        guard cells.centres.indices.contains(index) else { return "" }
        let value = cells.centres[index]
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
    }

    /// The same positions under the role `custom`: for a variable with two axes of one role.
    var asCustom: Axis {
        Axis(
            name: name,
            role: .custom,
            cells: cells,
            times: times,
            units: units,
            standardName: standardName,
            longName: longName,
            positive: positive,
            variableName: variableName,
            attributes: attributes
        )
    }

    /// The same dimension with positions from elsewhere: a transform.
    func placed(at cells: CellAxis) -> Axis {
        Axis(
            name: name,
            role: role,
            cells: cells,
            times: nil,
            units: units,
            standardName: standardName,
            longName: longName,
            positive: positive,
            variableName: name,
            attributes: attributes
        )
    }

    /// First and last position in the order of value, as people read them: `1000/10`.
    package var extentText: String {
        count == 0 ? "nothing" : "\(text(at: 0))/\(text(at: count - 1))"
    }
}
