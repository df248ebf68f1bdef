internal import Quotas

extension Quota {
    static let table = [
        KeyDescription("name", .text, "What clients and the log call it", "daily"),
        KeyDescription(
            "to",
            .someTexts,
            "Some of public, strangers, user:NAME, group:NAME, token:NAME",
            "[public]",
            isNeeded: true
        ),
        KeyDescription(
            "datasets",
            .someTexts,
            "Requests for these datasets alone, * for any characters; without it all requests",
            "[air, 'obs-*']"
        ),
        KeyDescription(
            "per",
            .choice(Share.allCases.map(\.rawValue)),
            "Whose requests are one sum",
            Share.principal.rawValue
        ),
        KeyDescription("window", .text, "Seconds, or a duration", "PT1H", isNeeded: true),
        KeyDescription("requests", .integer(requestRange), "Requests within the window", "1000"),
        KeyDescription("bytes", .bytes(byteRange), "Bytes of decoded chunks, as planned", "50 GB"),
        KeyDescription("cpu_seconds", .number(cpuRange), "Time on processors", "600"),
    ]
}

extension QuotaStoreSettings {
    static let table: [KeyDescription] = {
        let usual = QuotaStoreSettings(place: .unix(""))
        return [
            KeyDescription("redis", .text, "host:port, or unix:PATH", "localhost:6379", isNeeded: true),
            KeyDescription("password_file", .text, "A file with its password", "/etc/sluice/redis"),
            KeyDescription("username", .text, "Whose password that is, with password_file", ""),
            KeyDescription(
                "database",
                .integer(databaseRange),
                "The number of the database",
                "\(usual.database)"
            ),
            KeyDescription("prefix", .text, "What all names begin with", "'\(usual.prefix)'"),
            KeyDescription(
                "hosts",
                .integer(hostRange),
                "Hosts that count there, each of which has its part while it is away",
                "2",
                isNeeded: true
            ),
        ]
    }()
}

extension FairUseRules {
    static let table: [KeyDescription] = {
        let usual = FairUseRules()
        return [
            KeyDescription(
                "share",
                .number(shareRange),
                "Of the processors' time in a minute, what one asker has before its work comes behind others'",
                "\(usual.share)"
            ),
            KeyDescription(
                "dear_seconds",
                .number(secondsRange),
                "Estimated seconds of reading from which on a request is dear",
                "\(usual.dearSeconds)"
            ),
            KeyDescription(
                "waiting",
                .integer(waitingRange),
                "Dear requests of such askers that wait in a worker; more are refused",
                "\(usual.waiting)"
            ),
            KeyDescription(
                "crawler_share",
                .number(crawlerRange),
                "Of the processors' time in a minute, what each crawler has; the rest is refused",
                "\(usual.crawlerShare)"
            ),
        ]
    }()
}
