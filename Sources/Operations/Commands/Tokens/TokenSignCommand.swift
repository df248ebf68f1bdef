internal import ArgumentParser
internal import Authentication
internal import ObjectStorage
internal import Principals

/// `sluice token sign`: the beginning of addresses for clients that can send no header.
struct TokenSignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Print a path with a secret of its own, for the tiles of a web map.",
        discussion: """
            What is printed stands before the path of any address: /s/…/wms/air?…. Whoever has it may use it, for what \
            the token is good for and no more, until it ends or the token is revoked; at most 90 days.
            """
    )

    @Argument(help: "The token in whose name it is.")
    var name: String

    @OptionGroup var file: TokenFileOption
    @OptionGroup var scope: TokenScopeOptions

    @Option(help: "When it ends: 12h, 30d, 8w, a date (its end, UTC) or a time.")
    var expires = "30d"

    func run() throws {
        let signed = try CommandRun.opening { try sign() }
        try CommandRun.print(signed.address.prefix + "\n")
        FailedStart.write(
            "The address is good until \(WrittenTime.text(signed.end)), unless the token '\(name)' is revoked before.\n"
        )
    }

    /// The address, and until when it is good, in seconds since 1970: the token may end before it.
    func sign(at now: Int = WallClock.secondsSinceEpoch) throws -> (address: SignedAddress, end: Int) {
        CoreDump.leavesOutThisProcess()
        let (scope, end) = (try scope.scope(), try TokenExpiry.read(expires, now: now))
        return try file.load().file.change { list in
            let address = try SignedAddress.signed(for: name, scope: scope, expires: end, in: &list, at: now)
            return (address, min(address.expires, list.record(named: name)?.expires ?? address.expires))
        }
    }
}
