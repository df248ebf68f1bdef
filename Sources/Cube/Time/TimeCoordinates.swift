/// The dates of a time axis: exact milliseconds since 1970-01-01 in the axis's own calendar.
package struct TimeCoordinates: Sendable {
    package let calendar: CFCalendar
    package let milliseconds: [Int64]

    package init(calendar: CFCalendar, milliseconds: [Int64]) {
        self.calendar = calendar
        self.milliseconds = milliseconds
    }

    /// `2024-03-01T06:00:00Z`; with `.fff` only where there are milliseconds.
    package func text(at index: Int) -> String {
        guard milliseconds.indices.contains(index) else { return "" }
        return TimeText.text(milliseconds: milliseconds[index], calendar: calendar)
    }
}

extension CellAxis {
    /// Steps of time, in milliseconds, each reaching half-way to its neighbours.
    init(_ times: TimeCoordinates) {
        self.init(centres: times.milliseconds.map(Double.init), sharedEdge: .laterCell)
    }
}
