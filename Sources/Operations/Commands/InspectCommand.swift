internal import CF
internal import ArgumentParser
internal import Cube
internal import Gateway
internal import Grids
internal import JSON
internal import Zarr

/// `sluice inspect`: what was understood of a cube.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Print what is understood of a store: axes, grids, packing, and what requests would cost."
    )

    @OptionGroup var target: TargetOptions

    @Flag(help: "Print everything as JSON.")
    var json = false

    func run() throws {
        let dataset = try CommandRun.opening { try OpenedStore(target.target(), version: target.version) }
            .dataset
        if json {
            let described = CubeDescription.value(dataset, showsIndexes: true)
            try CommandRun.print(String(decoding: described.bytes, as: UTF8.self) + "\n")
        } else {
            try CommandRun.print(VisibleText.of(Self.text(dataset), lines: true) + "\n")
        }
    }

    static func text(_ dataset: Dataset) -> String {
        let axes = TextTable(
            ["AXIS", "ROLE", "COUNT", "FROM", "TO", "UNITS"],
            rows: dataset.axes.map { axis in
                [
                    axis.name, axis.role.rawValue, "\(axis.count)", axis.ends.first,
                    axis.ends.last,
                    axis.times.map { $0.calendar.name } ?? axis.units ?? "",
                ]
            } + damaged(dataset)
        )
        let variables = TextTable(
            ["VARIABLE", "DIMENSIONS", "TYPE", "UNITS", "GRID"],
            rows: dataset.variables.map { variable in
                [
                    variable.name,
                    variable.stored.asStored.dimensions.map { "\($0.name)=\($0.size)" }.joined(
                        separator: " "
                    ),
                    variable.stored.dataType.name, variable.units ?? "", variable.grid?.kind ?? "none",
                ]
            }
                + dataset.unreadable.map { variable in
                    [
                        variable.name,
                        variable.stored.dimensions.map { "\($0.name)=\($0.size)" }.joined(separator: " "),
                        variable.stored.dataType.name, "", "none: \(variable.reason)",
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
        let features = TextTable(
            ["FEATURES", "COUNT", "SAMPLES", "LAYOUT", "NAMES", "VARIABLES"],
            rows: dataset.features.map { set in
                [
                    set.type.rawValue, "\(set.count)", "\(set.sampleCount)", set.layout.rawValue,
                    set.names.id ?? "positions", set.variables.joined(separator: " "),
                ]
            }
        )
        let indexes = dataset.indexes
        let head = "\(dataset.title)\nstate \(dataset.version.snapshot)\n"
        let tables =
            ([axes, variables] + (indexes.isEmpty ? [] : [Self.table(indexes)])
            + (dataset.features.isEmpty ? [] : [features]) + [costs]).map(\.text).joined(separator: "\n")
        let foot =
            dataset.findings.isEmpty ? "" : "\n\(dataset.findings.count) findings: see `sluice doctor`\n"
        return head + "\n" + tables + foot
    }

    private static func table(_ indexes: [(variable: Variable, origin: IndexOrigin)]) -> TextTable {
        TextTable(
            ["INDEX OF", "GRID", "CELLS", "BYTES", "SECONDS TO MAKE", "IN"],
            rows: indexes.map { variable, origin in
                let grid = variable.grid
                return [
                    variable.name, grid?.kind ?? "", "\((grid?.rowCount ?? 0) * (grid?.columnCount ?? 0))",
                    "\(origin.bytes)", "\((origin.seconds * 1000).rounded() / 1000)", place(of: origin),
                ]
            }
        )
    }

    private static func place(of origin: IndexOrigin) -> String {
        if let file = origin.file { return file }
        return origin.room.map { "memory: a file needs \($0.needed) bytes, cache.bytes leaves \($0.most)" }
            ?? "memory"
    }

    /// Rows for the dimensions of which no axis could be made, each once.
    private static func damaged(_ dataset: Dataset) -> [[String]] {
        var seen = Set(dataset.axes.map(\.name))
        return dataset.unreadable.flatMap(\.stored.dimensions).filter { seen.insert($0.name).inserted }.map {
            [$0.name, "damaged", "\($0.size)", "?", "?", "cannot be read: see `sluice doctor`"]
        }
    }
}

extension Dataset {
    /// The indexes by which cells are found, each with the first variable that has it.
    var indexes: [(variable: Variable, origin: IndexOrigin)] {
        var seen: [IndexOrigin] = []
        return variables.compactMap { variable in
            guard let origin = (variable.grid as? any IndexedGrid)?.index, !seen.contains(origin) else {
                return nil
            }
            seen.append(origin)
            return (variable, origin)
        }
    }
}
