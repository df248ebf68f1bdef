/// A moment as signatures write it: `20260301T123456Z`.
package struct SigningTime: Sendable, Equatable {
    package let text: String

    package init(secondsSinceEpoch: Int) {
        let date = UTCDate(secondsSinceEpoch: secondsSinceEpoch)
        let day = [(date.year, 4), (date.month, 2), (date.day, 2)].map(UTCDate.padded).joined()
        let time = [(date.hour, 2), (date.minute, 2), (date.second, 2)].map(UTCDate.padded).joined()
        text = "\(day)T\(time)Z"
    }

    static var now: SigningTime { SigningTime(secondsSinceEpoch: WallClock.secondsSinceEpoch) }

    /// `20260301`.
    var day: String { String(text.prefix(8)) }
}
