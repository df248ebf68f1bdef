internal import ArgumentParser
internal import Authentication
internal import Glibc
internal import ObjectStorage
internal import Principals

/// `sluice token create`: a token, printed this once.
struct TokenCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token and print it, this once.",
        discussion: """
            The token alone goes to standard output. Clients send it as `Authorization: Bearer`, or as the password \
            of any user. It is kept as a digest: nobody can print it again.
            """
    )

    @Argument(help: "What lists, logs and rules call it.")
    var name: String

    @OptionGroup var file: TokenFileOption

    @Option(help: "The user whom it stands for.")
    var owner: String

    @Option(
        name: .customLong("group"),
        help: "A group that its owner is in with it; may be given several times."
    )
    var groups: [String] = []

    @OptionGroup var scope: TokenScopeOptions

    @Option(help: "When it ends: 12h, 90d, 8w, a date (its end, UTC), a time, or never.")
    var expires = "90d"

    func run() throws {
        let (token, record) = try CommandRun.opening { try create() }
        try CommandRun.print(token.text + "\n")
        let end = record.expires.map { "until \(WrittenTime.text($0))" } ?? "without an end"
        FailedStart.write("The token '\(name)' of '\(owner)' is good \(end); it is not shown again.\n")
    }

    func create(at now: Int = WallClock.secondsSinceEpoch) throws -> (APIToken, TokenRecord) {
        CoreDump.leavesOutThisProcess()
        guard TokenRecord.isName(name) else { throw TokenCommandError.noName(name) }
        guard UserName.isOne(owner) else { throw TokenCommandError.noUser(owner) }
        if let wrong = groups.first(where: { !UserName.isGroup($0) }) {
            throw TokenCommandError.noGroup(wrong)
        }
        let end = expires == "never" ? nil : try TokenExpiry.read(expires, now: now)
        let (scope, token) = (try scope.scope(), APIToken.made())
        let record = TokenRecord(
            name: name,
            owner: owner,
            groups: groups,
            scope: scope,
            created: now,
            expires: end,
            digest: token.digest
        )
        guard let record else { throw TokenCommandError.noName(name) }
        try file.load().file.change { try $0.add(record) }
        return (token, record)
    }
}
