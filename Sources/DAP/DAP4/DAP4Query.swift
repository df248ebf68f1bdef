internal import Failures
internal import Gateway

/// The keys of a DAP4 query: `dap4.ce`, `dap4.checksum`, `dap4.function`; others are ignored (digest §5).
struct DAP4Query: Equatable {
    /// Decoded once.
    let constraint: String
    /// As it was sent.
    let rawConstraint: String
    /// On unless `dap4.checksum=false`: netCDF-C 4.9.0 and libdap 3.20.11 fail without them (digest §6).
    let wantsChecksums: Bool

    private static let longestQuery = 65_536

    /// - Throws: `Failure.invalid` for broken escapes, a key given twice and other values than these; `unsupported` for
    ///   functions.
    init(rawQuery: String) throws(Failure) {
        guard rawQuery.utf8.count <= Self.longestQuery else {
            throw .invalid(
                parameter: "query",
                received: "\(rawQuery.utf8.count) bytes",
                expected: "at most \(Self.longestQuery) bytes"
            )
        }
        let items: QueryItems
        do {
            items = try QueryItems(rawQuery, plusIsSpace: false)
        } catch {
            throw .invalid(
                parameter: "query",
                received: String(rawQuery.prefix(60)),
                expected: "percent-encoded UTF-8"
            )
        }
        guard try Self.value("dap4.function", items)?.isEmpty ?? true,
            try Self.value("dap4.func", items)?.isEmpty ?? true
        else { throw .unsupported(reason: "Server functions are not offered: name variables in dap4.ce") }
        constraint = try Self.value("dap4.ce", items) ?? ""
        rawConstraint = items.rawValue(plusIsSpace: false) { $0 == "dap4.ce" }.map(String.init) ?? ""
        guard constraint.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalid(
                parameter: "dap4.ce",
                received: "a control character",
                expected: "names and slices"
            )
        }
        switch try Self.value("dap4.checksum", items) {
        case nil, "true": wantsChecksums = true
        case "false": wantsChecksums = false
        case .some(let other):
            throw .invalid(parameter: "dap4.checksum", received: other, expected: "true or false")
        }
    }

    private static func value(_ name: String, _ items: QueryItems) throws(Failure) -> String? {
        let values = items.items.filter { $0.name == name }
        guard values.count <= 1 else {
            throw .invalid(
                parameter: name,
                received: values.map(\.value).joined(separator: "', '"),
                expected: "one value, not \(values.count)"
            )
        }
        return values.first?.value
    }
}
