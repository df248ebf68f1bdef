internal import Execution
internal import JSON

/// What a request would take of the quotas of whoever asks: told in dry runs, which no cache keeps.
struct QuotaCost {
    /// Bytes of decoded chunks, as planned.
    let bytes: Int
    let allowances: [Allowance]

    init(bytes: Int, of allowances: [Allowance]) {
        (self.bytes, self.allowances) = (bytes, allowances)
    }

    /// Adds the member `quotas`, where there are some.
    ///
    /// Of each it tells what the request costs of it, what is left, and whether that is enough. What it takes of processors
    /// nobody knows before.
    func write(to writer: inout JSONWriter) {
        guard !allowances.isEmpty else { return }
        writer.key("quotas")
        writer.beginArray()
        for allowance in allowances {
            let cost = cost(allowance.unit)
            writer.beginObject()
            writer.member("name", .string(allowance.quota))
            writer.member("unit", .string(Self.name(allowance.unit)))
            if let cost { writer.member("cost", JSONValue(cost)) }
            writer.member("limit", JSONValue(allowance.limit))
            writer.member("window_seconds", JSONValue(allowance.windowSeconds))
            writer.member("remaining", JSONValue(allowance.remaining))
            writer.member("reset_seconds", JSONValue(allowance.resetSeconds))
            writer.member("passes", .bool((cost ?? 1) <= allowance.remaining))
            writer.endObject()
        }
        writer.endArray()
    }

    private func cost(_ unit: UseUnit) -> Int? {
        switch unit {
        case .requests: 1
        case .bytes: bytes
        case .cpuSeconds: nil
        }
    }

    private static func name(_ unit: UseUnit) -> String {
        switch unit {
        case .requests: "requests"
        case .bytes: "bytes"
        case .cpuSeconds: "cpu_seconds"
        }
    }
}
