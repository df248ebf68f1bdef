internal import Quotas

extension QuotaStoreSettings {
    static let keys = ["redis", "password_file", "username", "database", "prefix", "hosts"]
    static let databaseRange = 0...1_000_000
    static let hostRange = 1...10_000
    private static let usualPort = 6379
    private static let maxPrefix = 200

    init(_ mapping: StrictMapping, directory: String) throws(ConfigurationError) {
        let text = try mapping.requiredText("redis")
        guard let place = Self.place(text, directory) else {
            throw mapping.error(
                "redis",
                "must be such as 'localhost:6379', '[::1]:6379' or 'unix:/run/redis.sock'"
            )
        }
        self.init(place: place)
        passwordFile = try mapping.path("password_file", below: directory)
        username = try mapping.text("username")
        guard username == nil || passwordFile != nil else {
            throw mapping.error("username", "is of no use without password_file")
        }
        database = try mapping.integer("database", in: Self.databaseRange) ?? database
        prefix = try mapping.text("prefix") ?? prefix
        guard prefix.utf8.count <= Self.maxPrefix, prefix.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw mapping.error("prefix", "must be at most \(Self.maxPrefix) characters without blanks")
        }
        guard let hosts = try mapping.integer("hosts", in: Self.hostRange) else {
            throw mapping.error(
                "hosts",
                "is needed: how many count there, each of which has its part while the store is away"
            )
        }
        self.hosts = hosts
    }

    private static func place(_ text: String, _ directory: String) -> Place? {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            return path.isEmpty ? nil : .unix(FilePath.resolve(path, against: directory))
        }
        // The port stands behind the last colon, but those of an address in brackets are its own.
        let colon = text.hasSuffix("]") ? nil : text.lastIndex(of: ":")
        var host = text[..<(colon ?? text.endIndex)]
        let port = colon.map { Int(text[text.index(after: $0)...]) ?? 0 } ?? usualPort
        guard (1...65_535).contains(port) else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let isPlain = host.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "_")].contains(byte)
        }
        return isPlain && !host.isEmpty ? .tcp(host: String(host), port: port) : nil
    }
}

extension FairUseRules {
    static let keys = ["share", "dear_seconds", "waiting", "crawler_share"]
    static let shareRange = 0.001...1.0
    static let crawlerRange = 0.00001...1.0
    static let secondsRange = 0.001...86_400.0
    static let waitingRange = 0...256

    init(_ mapping: StrictMapping) throws(ConfigurationError) {
        self.init()
        share = try mapping.fraction("share", in: Self.shareRange) ?? share
        dearSeconds = try mapping.seconds("dear_seconds", in: Self.secondsRange) ?? dearSeconds
        waiting = try mapping.integer("waiting", in: Self.waitingRange) ?? waiting
        crawlerShare = try mapping.fraction("crawler_share", in: Self.crawlerRange) ?? crawlerShare
    }
}
