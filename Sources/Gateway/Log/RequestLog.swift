internal import Execution
internal import Glibc
internal import JSON
internal import Principals

/// One JSON line a request, for the operator: what was asked, what came of it, what it cost, and why it failed.
package struct RequestLog: Sendable {
    struct Entry {
        let group: String
        /// As the request line has them.
        let method: String
        let target: String
        let principal: Principal
        let context: WorkContext
        let answered: Answered
        let clock: RequestClock
        /// What it took until now, and of that the time of its own thread on a processor.
        let nanoseconds: UInt64
        let cpuNanoseconds: UInt64
        let waitedSeconds: Double
    }

    /// Of an address, what a line keeps: a query can have 64 kB.
    private static let longestTarget = 1000

    private let sink: @Sendable ([UInt8]) -> Void

    /// `sink` gets whole lines, from any thread.
    package init(sink: @escaping @Sendable ([UInt8]) -> Void) {
        self.sink = sink
    }

    /// Lines on standard error, each in one `write`, so that those of several workers do not mix.
    package static let standardError = RequestLog { line in
        line.withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    func write(_ entry: Entry) {
        sink(Self.line(entry))
    }

    private static func line(_ entry: Entry) -> [UInt8] {
        let measurements = entry.context.measurements
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("time", .string(entry.clock.text))
        writer.member("id", .string(entry.context.requestID))
        writer.member("group", .string(entry.group))
        writer.member("method", .string(cut(entry.method, to: 20)))
        writer.member("target", .string(cut(SecretTexts.removed(from: entry.target), to: longestTarget)))
        if let name = entry.principal.name { writer.member("principal", .string(name)) }
        // nginx's own number for a client that left before it got anything.
        writer.member("status", JSONValue(entry.answered.status == 0 ? 499 : entry.answered.status))
        writer.member("bytes", JSONValue(entry.answered.bytes))
        if entry.answered.isCut { writer.member("cut", true) }
        writer.member("waited_ms", milliseconds(UInt64(entry.waitedSeconds * 1e9)))
        writer.member("ms", milliseconds(entry.nanoseconds))
        writer.member("cpu_ms", milliseconds(entry.cpuNanoseconds))
        let queued = measurements.nanoseconds(of: .queue)
        if queued > 0 { writer.member("queue_ms", milliseconds(queued)) }
        for counter in Measurements.Counter.allCases where measurements.count(of: counter) > 0 {
            writer.member(counter.name, JSONValue(measurements.count(of: counter)))
        }
        writeFacts(measurements.facts, to: &writer)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func cut(_ text: String, to most: Int) -> String {
        text.utf8.count <= most ? text : String(text.prefix(most))
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> JSONValue {
        .number((Double(nanoseconds) / 1e3).rounded() / 1e3)
    }

    private static func writeFacts(_ facts: [(name: String, value: String)], to writer: inout JSONWriter) {
        guard !facts.isEmpty else { return }
        var object = JSONObject()
        for fact in facts {
            let before = object[fact.name]?.stringValue.map { $0 + "; " } ?? ""
            object[fact.name] = .string(before + SecretTexts.removed(from: fact.value))
        }
        writer.member("facts", .object(object))
    }
}
