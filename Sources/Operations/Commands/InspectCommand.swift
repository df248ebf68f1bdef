internal import ArgumentParser
internal import Cube
internal import Gateway
internal import JSON
internal import Zarr

/// `sluice inspect`: what was understood of a cube.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print what is understood of a store: axes, grids, packing, and what requests would cost."
    )

    @OptionGroup var place: StorePlace
    @Flag(help: "Print everything as JSON.")
    var json = false

    func run() throws {
        let dataset = try place.open()
        if json {
            print(String(decoding: CubeDescription.value(dataset).bytes, as: UTF8.self))
        } else {
            print(VisibleText.of(Self.text(dataset), lines: true))
        }
    }

    static func text(_ dataset: Dataset) -> String {
        let axes = TextTable(
            ["AXIS", "ROLE", "COUNT", "FROM", "TO", "UNITS"],
            rows: dataset.axes.map { axis in
                [
                    axis.name, axis.role.rawValue, "\(axis.count)", axis.text(at: 0),
                    axis.text(at: axis.count - 1),
                    axis.times.map { $0.calendar.name } ?? axis.units ?? "",
                ]
            }
        )
        let variables = TextTable(
            ["VARIABLE", "DIMENSIONS", "TYPE", "UNITS", "GRID"],
            rows: dataset.variables.map { variable in
                [
                    variable.name,
                    variable.stored.dimensions.map { "\($0.name)=\($0.size)" }.joined(separator: " "),
                    variable.stored.dataType.name, variable.units ?? "", variable.grid?.kind ?? "none",
                ]
            }
        )
        let costs = TextTable(
            ["VARIABLE", "REQUEST", "CHUNKS", "DECODED BYTES"],
            rows: dataset.variables.flatMap { variable in
                TypicalCost.all(of: variable, in: dataset).map { typical in
                    [
                        variable.name, typical.request, typical.cost.map { "\($0.chunks)" } ?? "too many",
                        typical.cost.map { "\($0.decodedBytes)" } ?? "too many",
                    ]
                }
            }
        )
        let head = "\(dataset.title)\nstate \(dataset.version.snapshot)\n"
        let tables = [axes, variables, costs].map(\.text).joined(separator: "\n")
        let foot =
            dataset.findings.isEmpty ? "" : "\n\(dataset.findings.count) findings: see `sluice doctor`\n"
        return head + "\n" + tables + foot
    }
}

/// Which cube a command is about.
struct StorePlace: ParsableArguments {
    @Argument(help: "A path or URL of a store, or with --config the name of a dataset.")
    var place: String

    @Option(help: "The group inside the store.")
    var group = ""

    @Option(name: .customLong("config"), help: "A configuration that names the dataset.")
    var path: String?

    @OptionGroup var version: VersionOptions

    /// Opens it, or says in one line why not and ends the command.
    func open() throws -> Dataset { try openStore().dataset }

    /// The same with what else a repository tells.
    func openStore() throws -> OpenedStore {
        do {
            return try OpenedStore(place, group: group, configuration: path, version: version)
        } catch let error as any CustomStringConvertible & Error {
            FailedStart.report("\(error)")
            throw ExitCode.failure
        }
    }
}
