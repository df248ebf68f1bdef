internal import Cube
internal import JSON

/// A legend as data: for clients that draw their own.
extension LegendPicture {
    /// `min` and `max` with the colours from one to the other (`stops`, between them straight lines, along logarithms where
    /// `logarithmic` says so; `bands` where there are some), or `categories`, or the `symbols` of lines and arrows; and what lies
    /// beyond.
    package var document: [UInt8] {
        var members = JSONObject([
            ("layer", variable.map { .string($0.name) } ?? .null),
            ("title", variable.map { .string($0.title) } ?? .null),
            ("units", variable.map { .string(Self.units($0)) } ?? .null),
        ])
        if let symbols {
            members["symbols"] = .array(symbols.map { .string($0) })
        } else if case .range(let range) = layer.scale {
            addRange(range, to: &members)
        } else if let map = layer.map {
            add(map, to: &members)
        } else {
            members["categories"] = .array(
                zip(layer.names, layer.palette.part(layer.names.count)).map { name, tint in
                    ["label": .string(name), "color": .string(tint.text)]
                }
            )
        }
        members["belowMin"] = .string(scale.outer.below.word)
        members["aboveMax"] = .string(scale.outer.above.word)
        members["noData"] = .string(scale.outer.missing?.text ?? "transparent")
        return JSONValue.object(members).bytes
    }

    private func addRange(_ range: ColourRange, to members: inout JSONObject) {
        members["min"] = .number(range.minimum)
        members["max"] = .number(range.maximum)
        members["logarithmic"] = .bool(range.isLogarithmic)
        let bands = layer.palette.bands
        let tints = bands.map(layer.palette.part) ?? layer.palette.tints
        members[bands == nil ? "stops" : "bands"] = .array(
            tints.indices.map { index in
                let color = JSONValue.string(tints[index].text)
                let value = { (place: Int, count: Int) -> JSONValue in
                    .number(range.value(atShare: Double(place) / Double(max(count, 1))))
                }
                guard bands != nil else { return ["value": value(index, tints.count - 1), "color": color] }
                return [
                    "min": value(index, tints.count), "max": value(index + 1, tints.count), "color": color,
                ]
            }
        )
    }

    private func add(_ map: ColourMap, to members: inout JSONObject) {
        members["min"] = .number(map.range.minimum)
        members["max"] = .number(map.range.maximum)
        members["type"] = .string(map.kind.rawValue)
        members["stops"] = .array(
            zip(map.entries, map.names).map { entry, name in
                [
                    "value": entry.value.isFinite ? .number(entry.value) : .null,
                    "color": .string(entry.tint.text), "label": .string(name),
                ]
            }
        )
    }
}

extension OuterColours.Ending {
    /// As requests have it.
    fileprivate var word: String {
        guard let tint else { return "extend" }
        return tint.opacity == 0 ? "transparent" : tint.text
    }
}
