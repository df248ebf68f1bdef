internal import Authentication
internal import ObjectStorage

/// The option `--expires` of commands about tokens.
enum TokenExpiry {
    /// Seconds since 1970.
    ///
    /// - Throws: `TokenCommandError.noEnd`, `past`.
    static func read(_ text: String, now: Int = WallClock.secondsSinceEpoch) throws(TokenCommandError) -> Int
    {
        guard let end = WrittenTime.end(text, now: now) else { throw .noEnd(text) }
        guard end > now else { throw .past(text) }
        return end
    }
}
