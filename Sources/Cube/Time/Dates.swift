/// Units and calendar of a time coordinate, ready to turn its numbers into dates.
struct Dates {
    let units: TimeUnits
    let calendar: CFCalendar

    /// - Returns: nil when the attributes name no readable unit or an unknown calendar.
    init?(_ attributes: CFAttributes) {
        guard let units = attributes.text("units").flatMap(TimeUnits.init),
            let calendar = CFCalendar(name: attributes.text("calendar")),
            units.reference.start(in: calendar) != nil
        else { return nil }
        self.units = units
        self.calendar = calendar
    }

    /// All numbers as dates, or nil if one of them is none.
    func coordinates(_ values: Values) -> TimeCoordinates? {
        let milliseconds: [Int64?]
        switch values.storage {
        case .signed(let numbers) where values.missing.isEmpty:
            milliseconds = numbers.map { units.milliseconds($0, in: calendar) }
        default: milliseconds = values.doubles.map { units.milliseconds($0, in: calendar) }
        }
        let known = milliseconds.compactMap { $0 }
        return known.count == milliseconds.count
            ? TimeCoordinates(calendar: calendar, milliseconds: known) : nil
    }

    /// The ends of cells in milliseconds; nil if one of them is no date.
    func bounds(_ numbers: [(Double, Double)]) -> [(Double, Double)]? {
        let dates = numbers.compactMap { lower, upper -> (Double, Double)? in
            guard let start = units.milliseconds(lower, in: calendar),
                let end = units.milliseconds(upper, in: calendar)
            else { return nil }
            return (Double(start), Double(end))
        }
        return dates.count == numbers.count ? dates : nil
    }
}
