internal import CF
internal import ArgumentParser
internal import Zarr

/// `sluice cat`: the values of an array, bit for bit.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Write an array's decoded values to standard output.",
        discussion: """
            Little-endian, the last dimension fastest. Texts and bytes of varying length as a little-endian uint32 \
            count of bytes and the bytes. With --text as text: a line for each row of the last dimension, times and \
            numbers of CF's units of time in ISO 8601. --select takes index ranges by dimension name or number, ends \
            excluded: time=0:10,lat=3
            """
    )

    @OptionGroup var target: TargetOptions

    @Argument(help: "The array inside the store or dataset; / for a store that is an array.")
    var path: String

    @Option(help: "Index ranges, such as time=0:10,lat=3.")
    var select: String?

    @Flag(help: "Write the values as text, for people.")
    var text = false

    func run() throws {
        try CommandRun.opening {
            let hierarchy = try StoredHierarchy(target.target(), version: target.version)
            let array = try hierarchy.array(at: path)
            let ranges = try IndexSelection(select ?? "").ranges(of: array.metadata)
            let export = ArrayExport(array, ranges: ranges)
            guard text else {
                return try export.write(context: hierarchy.context) { try StandardOutput.write($0) }
            }
            let columns = ranges.last?.count ?? 1
            var table = ValueText(
                element: array.metadata.element,
                columns: columns,
                dates: DateWords(array.metadata.attributes)
            )
            try export.write(context: hierarchy.context) { bytes in
                var text = table.text(of: bytes)
                try text.withUTF8 { try StandardOutput.write(UnsafeRawBufferPointer($0)) }
            }
        }
    }
}
