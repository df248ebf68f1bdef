internal import Cube
internal import Gateway
internal import JSON
internal import Serving

/// One dataset for programs.
enum DatasetDocument {
    static func value(_ dataset: Dataset, _ offers: Advertisements, origin: PublicOrigin) -> JSONValue {
        let offered = offers.all(of: AdvertisedDataset(dataset, origin: origin))
        var object = JSONObject([
            ("id", .string(dataset.address.text)), ("title", .string(dataset.title)),
            ("snapshot", .string(dataset.version.snapshot)),
            ("addresses", IndexDocument.urls(.service, offered)),
            ("examples", IndexDocument.urls(.example, offered)),
            ("groups", .array(groups(dataset, origin))),
            ("variables", .array(dataset.variables.map(variable))),
            ("axes", .array(dataset.axes.map(axis))),
            (
                "findings",
                .array(dataset.findings.map { ["subject": .string($0.subject), "text": .string($0.text)] })
            ),
        ])
        object["description"] = dataset.summary.map { .string($0) }
        return .object(object)
    }

    private static func groups(_ dataset: Dataset, _ origin: PublicOrigin) -> [JSONValue] {
        dataset.children.map { child in
            ["id": .string(child.text), "page": .string(origin.url("/datasets/\(child.encoded)"))]
        }
    }

    private static func variable(_ variable: Variable) -> JSONValue {
        let stored = variable.stored.asStored
        var object = JSONObject([
            ("name", .string(variable.name)), ("title", .string(variable.title)),
            ("dimensions", JSONValue(stored.dimensions.map(\.name))),
            ("shape", .array(stored.shape.map { JSONValue($0) })),
            ("type", .string("\(variable.stored.dataType)")), ("has_map", .bool(variable.grid != nil)),
        ])
        object["units"] = variable.units.map { .string($0) }
        object["standard_name"] = variable.standardName.map { .string($0) }
        return .object(object)
    }

    private static func axis(_ axis: Axis) -> JSONValue {
        var object = JSONObject([
            ("name", .string(axis.name)), ("role", .string(axis.role.rawValue)),
            ("count", JSONValue(axis.count)),
        ])
        if axis.count > 0 {
            object["first"] = .string(axis.ends.first)
            object["last"] = .string(axis.ends.last)
        }
        object["units"] = axis.units.map { .string($0) }
        return .object(object)
    }
}
