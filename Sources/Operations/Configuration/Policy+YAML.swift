internal import Cube
internal import Failures
internal import Grids
internal import Yams

extension Policy {
    static let keys = ["variables", "time", "box", "versions", "protocols", "formats", "limits"]

    /// Reads a window; `limits` are those of the server, of which it may change some.
    init(_ mapping: StrictMapping, over limits: Limits) throws(ConfigurationError) {
        self.init()
        variables = try Self.names("variables", "names of variables", mapping).map { Set($0) }
        if let text = try mapping.text("time") { try read(time: text, mapping) }
        box = try GeographicBox(mapping, key: "box")
        versions = try Self.names("versions", "names of versions, such as [latest, \"v*\"]", mapping)
        if let names = try Self.names("protocols", "protocols", mapping) {
            for name in names where !PublishedProtocols.names.contains(name) {
                throw mapping.unknown(name, in: "protocols", known: PublishedProtocols.names)
            }
            protocols = Set(names)
        }
        if let words = try Self.names("formats", "formats", mapping) {
            formats = Set(try Self.forms(words, mapping))
            protocols = PublishedProtocols.names(of: protocols, with: formats ?? [])
            guard PublishedProtocols.giveValues(protocols ?? []) else {
                throw mapping.error("formats", "has none in which a protocol of this window gives values")
            }
        }
        if let inner = try mapping.mapping("limits", keys: Limits.windowKeys) {
            self.limits = try Limits(inner, over: limits)
        }
    }

    /// Nil where the key is missing.
    private static func names(
        _ key: String,
        _ what: String,
        _ mapping: StrictMapping
    ) throws(ConfigurationError) -> [String]? {
        guard mapping.has(key) else { return nil }
        return try mapping.someTexts(key, what)
    }

    private static func forms(
        _ words: [String],
        _ mapping: StrictMapping
    ) throws(ConfigurationError) -> [String] {
        var forms: [String] = []
        for word in words {
            guard let form = PublishedProtocols.form(word) else {
                throw mapping.unknown(word, in: "formats", known: PublishedProtocols.forms)
            }
            forms.append(form)
        }
        return forms
    }

    private mutating func read(time text: String, _ mapping: StrictMapping) throws(ConfigurationError) {
        let ends = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2 else { throw mapping.error("time", Self.expectedTime(text)) }
        earliest = try Moment(ends[0], mapping)
        latest = try Moment(ends[1], mapping)
        guard earliest != nil || latest != nil else {
            throw mapping.error("time", "'\(text)' hides nothing: leave it out")
        }
        guard Moment.areInOrder(earliest, latest) else {
            throw mapping.error("time", "'\(text)' ends before it begins")
        }
    }

    fileprivate static func expectedTime(_ text: String) -> String {
        "'\(text)' is no interval: expected two of a date, now, now-P3D, now+PT6H or .. with / between them"
    }
}

extension Limits {
    /// What one request may cost; the others are about opening a dataset, which all share.
    static let windowKeys = keys.filter {
        ![Name.coordinateBytes.rawValue, Name.chunkBytes.rawValue].contains($0)
    }
}

extension Policy.Moment {
    /// Nil for an open end.
    fileprivate init?(_ text: String, _ mapping: StrictMapping) throws(ConfigurationError) {
        if text == ".." || text.isEmpty { return nil }
        if text == "now" {
            self = .fromNow(seconds: 0)
        } else if text.hasPrefix("now+") || text.hasPrefix("now-") {
            guard let seconds = FixedDuration.seconds(text.dropFirst(4)) else {
                throw mapping.error(
                    "time",
                    "'\(text)' has no duration of weeks, days, hours, minutes and seconds, such as P3D or P1DT12H: "
                        + "months and years have no one length"
                )
            }
            self = .fromNow(seconds: text.hasPrefix("now-") ? -seconds : seconds)
        } else {
            guard let moment = Self.date(text) else { throw mapping.error("time", Policy.expectedTime(text)) }
            self = moment
        }
    }

    /// False where both are dates, or both follow the clock, and the second is the earlier.
    fileprivate static func areInOrder(_ first: Self?, _ second: Self?) -> Bool {
        switch (first, second) {
        case (.fromNow(let start)?, .fromNow(let end)?): start <= end
        case (let start?, let end?): start.isBefore(end)
        default: true
        }
    }
}
