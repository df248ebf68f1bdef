internal import ArgumentParser
internal import Authentication
internal import JSON
internal import ObjectStorage
internal import Principals

/// `sluice token list`: all about tokens but what they are.
struct TokenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the tokens: names, owners, scopes and ends, no secrets."
    )

    @OptionGroup var file: TokenFileOption

    @Flag(help: "Print them as JSON.")
    var json = false

    func run() throws {
        let records = try CommandRun.opening { try file.load().file.read().records }
        let now = WallClock.secondsSinceEpoch
        try CommandRun.print(json ? Self.json(records, at: now) + "\n" : Self.table(records, at: now))
    }

    static func table(_ records: [TokenRecord], at now: Int) -> String {
        TextTable(
            ["NAME", "OWNER", "GROUPS", "SCOPE", "CREATED", "EXPIRES", "STATE"],
            rows: records.map { record in
                [
                    record.name, record.owner, record.groups.joined(separator: ","), record.scope.text,
                    WrittenTime.text(record.created), record.expires.map(WrittenTime.text) ?? "never",
                    record.isOver(at: now) ? "over" : "good",
                ]
            }
        ).text
    }

    static func json(_ records: [TokenRecord], at now: Int) -> String {
        let values = records.map { record in
            JSONValue.object(
                JSONObject([
                    ("name", .string(record.name)), ("owner", .string(record.owner)),
                    ("groups", JSONValue(record.groups)), ("scope", .string(record.scope.text)),
                    ("created", .string(WrittenTime.text(record.created))),
                    ("expires", record.expires.map { .string(WrittenTime.text($0)) } ?? .null),
                    ("over", .bool(record.isOver(at: now))),
                ])
            )
        }
        return String(decoding: JSONValue.array(values).bytes, as: UTF8.self)
    }
}
