package import JSON
package import Zarr

/// The units that `datetime64` and `timedelta64` arrays have by their type, as attributes that say the same.
///
/// Their elements are integers; with units and calendar beside them they are times to everything that reads CF, the
/// clients of DAP included.
package enum TimeTypeAttributes {
    /// The attributes of an array, completed; those that are there stay.
    package static func completed(_ attributes: JSONObject, _ element: ElementType) -> JSONObject {
        let unit: ElementType.TimeUnit
        let isDate: Bool
        switch element {
        case .datetime(let found, 1): (unit, isDate) = (found, true)
        case .timedelta(let found, 1): (unit, isDate) = (found, false)
        default: return attributes
        }
        guard let word = words[unit] else { return attributes }
        var completed = attributes
        if completed["units"] == nil {
            completed["units"] = .string(isDate ? "\(word) since 1970-01-01" : word)
        }
        if isDate, completed["calendar"] == nil { completed["calendar"] = "proleptic_gregorian" }
        // Not a time.
        if completed["_FillValue"] == nil { completed["_FillValue"] = .integer(.min) }
        return completed
    }

    /// Units below a nanosecond have no word in CF; such an array keeps its integers.
    private static let words: [ElementType.TimeUnit: String] = [
        .years: "years", .months: "months", .weeks: "weeks", .days: "days", .hours: "hours",
        .minutes: "minutes", .seconds: "seconds", .milliseconds: "milliseconds",
        .microseconds: "microseconds", .nanoseconds: "nanoseconds",
    ]
}
