package import JSON

/// The numbers of a time coordinate as dates, one by one, for people.
package struct DateWords: Sendable {
    private let dates: Dates
    private let missing: [Double]

    /// Nil where the attributes name no unit of time since a date, or numbers are packed.
    package init?(_ attributes: JSONObject) {
        let attributes = CFAttributes(attributes)
        guard let dates = Dates(attributes), attributes.object["scale_factor"] == nil,
            attributes.object["add_offset"] == nil
        else { return nil }
        self.dates = dates
        missing = ["_FillValue", "missing_value"].flatMap(attributes.numberValues).compactMap(\.doubleValue)
    }

    /// ISO 8601 in the coordinate's own calendar, to the millisecond; `NaT` for what is missing, nil for another number
    /// that is no date.
    package func text(_ number: Double) -> String? {
        if number.isNaN || missing.contains(number) { return "NaT" }
        return dates.units.milliseconds(number, in: dates.calendar).map(word)
    }

    /// As above, exact to the last digit; the least of 64 bits is NumPy's `NaT`.
    package func text(_ number: Int64) -> String? {
        if number == .min || missing.contains(Double(number)) { return "NaT" }
        return dates.units.milliseconds(number, in: dates.calendar).map(word)
    }

    private func word(_ milliseconds: Int64) -> String {
        TimeText.text(milliseconds: milliseconds, calendar: dates.calendar)
    }
}
