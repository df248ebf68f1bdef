internal import ArgumentParser
internal import Glibc
internal import Zarr

/// `sluice cat`: the values of an array, bit for bit.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write an array's decoded values to standard output.",
        discussion: """
            Little-endian, the last dimension fastest. Texts, and bytes of varying length, as a little-endian uint32 \
            count of bytes and the bytes. --select takes index ranges by dimension name or number, ends excluded: \
            time=0:10,lat=3
            """
    )

    @Argument(help: "A path or URL of a store.")
    var store: String

    @Argument(help: "The array inside the store; / for a store that is an array.")
    var path: String

    @Option(help: "Index ranges, such as time=0:10,lat=3.")
    var select: String?

    @Option(help: "A configuration whose storage profiles say how to ask the store.")
    var config: String?

    @OptionGroup var version: VersionOptions

    func run() throws {
        do {
            let hierarchy = try StoredHierarchy(store, configuration: config, version: version)
            let array = try hierarchy.array(at: path)
            let ranges = try IndexSelection(select ?? "").ranges(of: array.metadata)
            try ArrayExport(array, ranges: ranges).write(context: hierarchy.context) { try Self.write($0) }
        } catch let error as any CustomStringConvertible & Error {
            FailedStart.report(StoreCause.text(error))
            throw ExitCode.failure
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer) throws {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ExitCode.failure }
            written += count
        }
    }
}
