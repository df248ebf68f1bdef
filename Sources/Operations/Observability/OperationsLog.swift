internal import Gateway
internal import Glibc
internal import JSON

/// What the server itself has to say, one JSON line an event on standard error, beside the requests' lines.
enum OperationsLog {
    static func event(_ name: String, _ facts: [(String, String)]) {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.member("time", .string(LogTime.now))
        writer.member("event", .string(name))
        for (key, value) in facts { writer.member(key, .string(value)) }
        writer.endObject()
        let line = writer.bytes + [UInt8(ascii: "\n")]
        line.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
