internal import Execution

/// The path of a request: split at `/` as sent, each segment decoded exactly once.
///
/// `%2F` inside a segment therefore stays part of it, as refs of a dataset need.
package struct RequestPath: Sendable, Equatable {
    /// As sent, without the query.
    package let raw: String
    /// Decoded segments; a trailing slash gives an empty last one, `/` alone gives none.
    package let segments: [String]

    /// - Throws: `BadRequest` for `.` and `..` segments, `//`, control characters, bad escapes and invalid UTF-8.
    package init(raw: String) throws(BadRequest) {
        guard raw.utf8.first == UInt8(ascii: "/") else { throw .malformedPath("a path begins with '/'") }
        self.raw = raw
        let parts = raw.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var segments: [String] = []
        for (index, part) in parts.enumerated() {
            if part.isEmpty, index < parts.count - 1 { throw .malformedPath("'//' in the path") }
            segments.append(try Self.decode(Substring(part)))
        }
        self.segments = segments == [""] ? [] : segments
    }

    private static func decode(_ part: Substring) throws(BadRequest) -> String {
        guard let segment = PercentCoding.decode(part, plusIsSpace: false) else {
            throw .malformedPath("a broken escape or invalid UTF-8 in the path")
        }
        guard segment != ".", segment != ".." else {
            throw .malformedPath("'\(segment)' as a part of the path")
        }
        guard !segment.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw .malformedPath("a control character in the path")
        }
        return segment
    }

    /// The path `/`.
    package static let root = RequestPath(raw: "/", segments: [])

    private init(raw: String, segments: [String]) {
        self.raw = raw
        self.segments = segments
    }

    /// The decoded path as nginx writes it in `DOCUMENT_URI`.
    package var decoded: String { "/" + segments.joined(separator: "/") }
}

/// A request that no service can make sense of: answered 400 by the gateway itself.
package enum BadRequest: Error, Sendable, Equatable {
    case malformedPath(String)
    case malformedQuery(String)
    /// The gate's secret is missing: the request did not come through the site's own parameters.
    case notThroughTheGate
    /// A body longer than the limit, in bytes.
    case bodyTooLong(limit: Int)
}
