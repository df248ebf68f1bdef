internal import CF
internal import Grids
package import JSON
internal import Zarr

/// Everything that was understood of a dataset, as JSON: what `inspect` prints and what tests and people compare.
package enum CubeDescription {
    /// With `showsIndexes` also where the indexes of grids are and how long it took to make them, which differs from worker
    /// to worker and is for operators.
    package static func value(_ dataset: Dataset, showsIndexes: Bool = false) -> JSONValue {
        let extent = GeographicExtent.bbox(around: dataset.variables.compactMap { $0.grid?.extent })
        return .object(
            JSONObject([
                ("dataset", .string(dataset.address.text)), ("title", .string(dataset.title)),
                ("snapshot", .string(dataset.version.snapshot)),
                ("extent", extent.map { .array($0.map { .number($0) }) } ?? .null),
                ("axes", .array(dataset.axes.map(axis))),
                ("variables", .array(dataset.variables.map { variable($0, in: dataset, showsIndexes) })),
                ("grids", .array(GridDescription.values(dataset.variables))),
                ("features", .array(dataset.features.map(FeatureDescription.value))),
                (
                    "unreadable",
                    .array(
                        dataset.unreadable.map { ["name": .string($0.name), "reason": .string($0.reason)] }
                    )
                ),
                ("findings", .array(dataset.findings.map(finding))),
            ])
        )
    }

    private static func axis(_ axis: Axis) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(axis.name)), ("role", .string(axis.role.rawValue)),
            ("count", JSONValue(axis.count)),
            ("coordinate", axis.variableName.map { .string($0) } ?? .null),
        ]
        if axis.count > 0 {
            members += [
                ("first", .string(axis.ends.first)), ("last", .string(axis.ends.last)),
            ]
        }
        if let units = axis.units { members.append(("units", .string(units))) }
        if let calendar = axis.times?.calendar.name { members.append(("calendar", .string(calendar))) }
        if let positive = axis.positive { members.append(("positive", .string(positive.rawValue))) }
        if let labels = axis.labels { members.append(("labels", .string(labels.variableName))) }
        if let formula = axis.meaning.formula {
            let terms = formula.terms.map { ($0.name, JSONValue.string($0.variable)) }
            members.append(("formula", ["name": .string(formula.name), "terms": .object(JSONObject(terms))]))
        }
        if let span = axis.meaning.climatology?.span, let calendar = axis.times?.calendar {
            let ends = [span.start, span.end].map { TimeText.text(milliseconds: $0, calendar: calendar) }
            members.append(("climatology", .string(ends.joined(separator: "/"))))
        }
        members += [
            ("order", .string("\(order(of: axis))")),
            ("regular", .bool(axis.cells.regularStep != nil)),
        ]
        return .object(JSONObject(members))
    }

    /// Of what the store holds: numbers that repeat are in no order, whatever names the positions.
    private static func order(of axis: Axis) -> CellAxis.Order {
        if case .numbers(let cells) = axis.repeated { cells.order } else { axis.cells.order }
    }

    private static func variable(_ variable: Variable, in dataset: Dataset, _ showsIndexes: Bool)
        -> JSONValue
    {
        let stored = variable.stored.asStored
        let metadata = stored.array.metadata
        let isCut = stored.windows.contains { $0 != nil }
        let capabilities = VariableCapabilities(variable, in: dataset)
        var members = JSONObject([
            ("name", .string(variable.name)), ("title", .string(variable.title)),
            ("units", variable.units.map { .string($0) } ?? .null),
            ("dimensions", JSONValue(stored.dimensions.map(\.name))),
            ("shape", .array((isCut ? stored.shape : metadata.shape).map { JSONValue($0) })),
            // Chunks of several lengths add up to what is hidden.
            (
                "chunks",
                isCut && metadata.chunkGrid.dimensions.contains { $0.regular == nil }
                    ? .null : metadata.chunkGrid.description
            ),
            ("type", .string(metadata.dataType.name)), ("packing", packing(variable.packing)),
            ("grid", variable.grid.map { .string($0.kind) } ?? .null),
            ("valid_times", variable.forecast.map { .string($0.axis.extentText) } ?? .null),
            ("scalars", .array(variable.scalars.map(scalar))),
            ("no_place", capabilities.noPlace.map { .string($0) } ?? .null),
            ("no_dates", capabilities.noDates.map { .string($0) } ?? .null),
            ("costs", .array(TypicalCost.all(of: variable, in: dataset).map(cost))),
        ])
        if showsIndexes { members["index"] = (variable.grid as? any IndexedGrid)?.index.map(index) ?? .null }
        return .object(members)
    }

    private static func index(_ origin: IndexOrigin) -> JSONValue {
        [
            "bytes": JSONValue(origin.bytes), "seconds": .number(origin.seconds),
            "file": origin.file.map { .string($0) } ?? .null,
            "needs_bytes": origin.room.map { JSONValue($0.needed) } ?? .null,
            "room_bytes": origin.room.map { JSONValue($0.most) } ?? .null,
        ]
    }

    private static func scalar(_ scalar: ScalarCoordinate) -> JSONValue {
        .object(
            JSONObject([
                ("name", .string(scalar.name)), ("role", .string(scalar.role.rawValue)),
                ("value", .string(scalar.text)), ("units", scalar.units.map { .string($0) } ?? .null),
            ])
        )
    }

    private static func packing(_ packing: Packing) -> JSONValue {
        .object(
            JSONObject([
                ("scale", .number(packing.scale)), ("offset", .number(packing.offset)),
                ("missing", .array(packing.missing.map { .number($0.double) })),
                ("values", .string("\(packing.valueType)")),
            ])
        )
    }

    private static func cost(_ typical: TypicalCost) -> JSONValue {
        .object(
            JSONObject([
                ("request", .string(typical.request)),
                ("chunks", typical.cost.map { JSONValue($0.chunks) } ?? .null),
                ("decoded_bytes", typical.cost.map { JSONValue($0.decodedBytes) } ?? .null),
            ])
        )
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        .object(
            JSONObject([
                ("subject", .string(finding.subject)), ("text", .string(finding.text)),
                ("remedy", .string(finding.problem.remedy)),
            ])
        )
    }
}
