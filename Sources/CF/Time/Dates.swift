/// Units and calendar of a time coordinate, ready to turn its numbers into dates.
package struct Dates {
    package let units: TimeUnits
    package let calendar: CFCalendar

    /// - Returns: nil when the attributes name no readable unit or an unknown calendar.
    package init?(_ attributes: CFAttributes) {
        guard let units = attributes.text("units").flatMap(TimeUnits.init),
            let calendar = CFCalendar(name: attributes.text("calendar")),
            units.reference.exists(in: calendar)
        else { return nil }
        self.units = units
        self.calendar = calendar
    }

    /// Numbers as dates, of which missing ones have none; nil if another one is no date, or all are missing.
    package func coordinates(_ values: Values) -> TimeCoordinates? {
        let absent = isMissing(values)
        let known = zip(milliseconds(values), absent).map { $1 ? nil : $0 }
        guard known.contains(where: { $0 != nil }), zip(known, absent).allSatisfy({ $0 != nil || $1 })
        else { return nil }
        return TimeCoordinates(
            calendar: calendar,
            milliseconds: known.map { $0 ?? TimeCoordinates.missing }
        )
    }

    private func milliseconds(_ values: Values) -> [Int64?] {
        switch values.storage {
        case .signed(let numbers) where values.missing.isEmpty:
            numbers.map { units.milliseconds($0, in: calendar) }
        default: values.doubles.map { units.milliseconds($0, in: calendar) }
        }
    }

    /// Which numbers stand for none: NaN, what packing says is missing, and NumPy's `NaT`.
    private func isMissing(_ values: Values) -> [Bool] {
        if case .signed(let numbers) = values.storage, values.missing.isEmpty {
            return numbers.map { $0 == .min }
        }
        return values.doubles.map { $0.isNaN || $0 == -0x1p63 }
    }

    /// The ends of the cells of some steps in milliseconds; nil if one of them is no date.
    ///
    /// NaN for both ends of a step that has no date itself.
    package func bounds(_ numbers: [(Double, Double)], of steps: TimeCoordinates) -> [(Double, Double)]? {
        guard numbers.count == steps.milliseconds.count else { return nil }
        let dates = zip(numbers, steps.milliseconds).compactMap { ends, step -> (Double, Double)? in
            guard step != TimeCoordinates.missing else { return (.nan, .nan) }
            guard let start = units.milliseconds(ends.0, in: calendar),
                let end = units.milliseconds(ends.1, in: calendar)
            else { return nil }
            return (Double(start), Double(end))
        }
        return dates.count == numbers.count ? dates : nil
    }
}
