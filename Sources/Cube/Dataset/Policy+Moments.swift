internal import CF

extension Policy.Moment {
    /// Milliseconds since 1970 in a calendar; nil for a date that it does not have.
    func milliseconds(_ now: Int64, _ calendar: CFCalendar) -> Int64? {
        switch self {
        case .at(let text): text.start(in: calendar)
        case .fromNow(let seconds):
            // The same date in the axis's calendar, never the same count of days.
            TimeText(
                TimeText.text(
                    milliseconds: now.addingReportingOverflow(
                        seconds.multipliedReportingOverflow(by: 1000).partialValue
                    )
                    .partialValue,
                    calendar: .standard
                )
            )?.start(in: calendar)
        }
    }
}
