internal import ArgumentParser
internal import Authentication
internal import ObjectStorage

/// `sluice token rotate`: another key for addresses.
struct TokenRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Sign addresses with a new key; those signed with the key before the present one end."
    )

    @OptionGroup var file: TokenFileOption

    func run() throws {
        try CommandRun.opening {
            try file.load().file.change { $0.rotateKey(at: WallClock.secondsSinceEpoch) }
        }
        try CommandRun.print("Addresses are signed with a new key from now on.\n")
    }
}
