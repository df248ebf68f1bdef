internal import Cube
internal import JSON

/// What a request would cost, as JSON: the answer to `.plan`, and to `Prefer: dry-run`.
enum DryRun {
    /// `length` is the bytes of the whole answer, where they are known.
    static func text(_ plan: ReadPlan, length: Int?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("dataset", .string(plan.dataset.address.text))
        writer.member("snapshot", .string(plan.dataset.version.snapshot))
        writer.member("passes", true)
        writer.key("arrays")
        writer.beginArray()
        for part in plan.parts {
            writer.beginObject()
            writer.member("name", .string(part.stored.name))
            writer.member("shape", .array(part.shape.map { JSONValue($0) }))
            writer.endObject()
        }
        writer.endArray()
        append(plan.cost, length, to: &writer)
        append(plan.dataset.limits, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The dry run of a request that is over a limit.
    static func refusal(_ dataset: Dataset, limit: Limits.Name, requested: Int, _ failure: Failure) -> [UInt8]
    {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("dataset", .string(dataset.address.text))
        writer.member("snapshot", .string(dataset.version.snapshot))
        writer.member("passes", false)
        writer.member("over", .string(limit.rawValue))
        writer.member("requested", JSONValue(requested))
        writer.member("message", .string(failure.description))
        append(dataset.limits, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func append(_ cost: ReadCost, _ length: Int?, to writer: inout JSONWriter) {
        writer.key("cost")
        writer.beginObject()
        writer.member(Limits.Name.chunks.rawValue, JSONValue(cost.chunks))
        writer.member(Limits.Name.decodedBytes.rawValue, JSONValue(cost.decodedBytes))
        writer.member(Limits.Name.outputCells.rawValue, JSONValue(cost.outputCells))
        writer.member(Limits.Name.outputBytes.rawValue, JSONValue(length ?? cost.outputBytes))
        writer.member("exact", true)
        writer.endObject()
    }

    private static func append(_ limits: Limits, to writer: inout JSONWriter) {
        writer.key("limits")
        writer.beginObject()
        writer.member(Limits.Name.chunks.rawValue, JSONValue(limits.chunks))
        writer.member(Limits.Name.decodedBytes.rawValue, JSONValue(limits.decodedBytes))
        writer.member(Limits.Name.outputCells.rawValue, JSONValue(limits.outputCells))
        writer.member(Limits.Name.outputBytes.rawValue, JSONValue(limits.outputBytes))
        writer.endObject()
    }
}
