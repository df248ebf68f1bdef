internal import Cube
internal import JSON

/// What a request would cost, as a dry run tells it.
struct PlanDocument {
    private let plans: [ReadPlan]

    init(_ plans: [ReadPlan]) {
        self.plans = plans
    }

    var json: JSONValue {
        guard let dataset = plans.first?.dataset else { return [:] }
        return [
            "dataset": JSONValue(dataset.address.text),
            "snapshot": JSONValue(dataset.version.snapshot),
            "arrays": .array(plans.flatMap(\.parts).map(Self.array)),
            "cost": [
                "chunks": JSONValue(sum(\.chunks)), "decoded_bytes": JSONValue(sum(\.decodedBytes)),
                "output_cells": JSONValue(sum(\.outputCells)), "output_bytes": JSONValue(sum(\.outputBytes)),
            ],
            "exact": ["chunks", "decoded_bytes", "output_cells", "output_bytes"],
            "limits": [
                "chunks": JSONValue(dataset.limits.chunks),
                "decoded_bytes": JSONValue(dataset.limits.decodedBytes),
                "output_cells": JSONValue(dataset.limits.outputCells),
            ],
        ]
    }

    private func sum(_ figure: KeyPath<ReadCost, Int>) -> Int {
        plans.reduce(0) { $0 + $1.cost[keyPath: figure] }
    }

    private static func array(_ part: PlannedRead) -> JSONValue {
        [
            "name": JSONValue(part.stored.name), "shape": .array(part.shape.map { JSONValue($0) }),
            "cells": JSONValue(part.cells),
        ]
    }
}
