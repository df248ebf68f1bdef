internal import CF

extension Policy.Moment {
    /// Milliseconds since 1970 in a calendar; nil for a date that it does not have.
    ///
    /// `isEnd`: as the end of a window, of which a date without a clock is the whole day, month or year.
    func milliseconds(_ now: Int64, _ calendar: CFCalendar, isEnd: Bool = false) -> Int64? {
        switch self {
        case .at(let text): isEnd ? text.end(in: calendar) : text.start(in: calendar)
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
