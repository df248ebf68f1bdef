package import Catalogue
package import Cube
package import Execution
package import Failures
package import Gateway

/// A request about one dataset, which is fetched once: whatever the answer holds comes from one snapshot of it.
package struct ResolvedRequest: Sendable {
    /// A name that ends in this requests the permanent address of the current snapshot.
    private static let pinSuffix = ".pin"

    package let request: Request
    /// The catalogue as the request's principal may see it.
    package let catalogue: CatalogueView
    package let dataset: Dataset
    /// Where the path names the dataset, counted from 0.
    private let segment: Int
    /// What the protocol writes behind the name, such as `.dods`.
    private let suffix: String
    private let wantsPin: Bool
    /// Where dry runs book what planning took.
    let measurements: Measurements
    /// To whom the request is charged.
    let account: (any WorkAccount)?

    /// `name` is the path's segment without the protocol's `suffix`.
    ///
    /// - Throws: as `CatalogueView.dataset`; `Interruption.overused` before anything is opened.
    package init(
        _ request: Request,
        segment: Int,
        name: String,
        suffix: String = "",
        catalogue: DatasetCatalogue,
        context: WorkContext
    ) throws {
        self.request = request
        self.segment = segment
        self.suffix = suffix
        measurements = context.measurements
        account = context.account
        let isSuffixed = name.hasSuffix(Self.pinSuffix)
        let address = try DatasetAddress(isSuffixed ? String(name.dropLast(Self.pinSuffix.count)) : name)
        wantsPin = isSuffixed
        let view = catalogue.view(for: request)
        self.catalogue = view
        if let account {
            try view.check(address)
            try account.enter(dataset: address.id)
        }
        dataset = try context.measurements.measure(.plan) {
            try view.dataset(at: address, context: context)
        }
    }

    /// The answer to a request for a permanent address: 307 to the same query about the current snapshot.
    ///
    /// `isAsked` is true when the query says so (`pin=1`), which the new address leaves out. Nil when nobody asked.
    ///
    /// - Throws: `Failure.unsupported` for a dataset without versions.
    package func pinned(isAsked: Bool = false) throws(Failure) -> Response? {
        guard wantsPin || isAsked else { return nil }
        guard let permalink else {
            throw .unsupported(reason: "'\(dataset.address.id)' has no versions whose address could be given")
        }
        var response = Response(status: 307)
        response.fields["Location"] = permalink
        sign(&response)
        return response
    }

    /// Whether a query of names and values has `pin=1`.
    package static func asksForPin(_ query: QueryItems) -> Bool {
        query[anyCase: "pin"] == "1"
    }

    /// The same of a query as it was sent, where the names have no escapes.
    package static func asksForPin(inRaw query: String) -> Bool {
        var (query, isAsked) = (query, false)
        query.withUTF8 { query in
            forEachPart(of: query, between: UInt8(ascii: "&")) { isAsked = isAsked || isPin($0) }
        }
        return isAsked
    }

    /// The same question about this very snapshot; nil for a dataset without versions.
    package var permalink: String? { dataset.permalink.map(address) }

    /// The same question about the newest snapshot of the same branch.
    package var latest: String { address(dataset.latest) }

    /// Names the snapshot that an answer came from, and where it and the newest are found (RFC 5829).
    package func sign(_ response: inout Response) {
        response.fields["Sluice-Snapshot"] = dataset.version.snapshot
        if let permalink { response.fields.append("Link", "<\(permalink)>; rel=\"permalink\"") }
        response.fields.append("Link", "<\(latest)>; rel=\"latest-version\"")
    }

    /// This request's address with another name of the dataset, without `pin=1`.
    private func address(_ address: DatasetAddress) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(request.path.raw.utf8.count + request.rawQuery.utf8.count + 128)
        let origin = request.origin
        for part in [origin.scheme, "://", origin.host, origin.prefix] { Self.append(part, to: &bytes) }
        var path = request.path.raw
        path.withUTF8 { path in
            // The path begins with a slash, so that an empty part stands before its first segment.
            var number = 0
            Self.forEachPart(of: path, between: UInt8(ascii: "/")) { part in
                if number > 0 { bytes.append(UInt8(ascii: "/")) }
                if number == segment + 1 {
                    Self.append(address.encoded, to: &bytes)
                    Self.append(suffix, to: &bytes)
                } else {
                    Self.append(part, to: &bytes)
                }
                number += 1
            }
        }
        var query = request.rawQuery
        query.withUTF8 { query in
            var separator = UInt8(ascii: "?")
            Self.forEachPart(of: query, between: UInt8(ascii: "&")) { part in
                guard !part.isEmpty, !Self.isPin(part) else { return }
                bytes.append(separator)
                separator = UInt8(ascii: "&")
                Self.append(part, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func forEachPart(
        of text: UnsafeBufferPointer<UInt8>,
        between separator: UInt8,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = text.startIndex
        for index in text.indices where text[index] == separator {
            body(UnsafeBufferPointer(rebasing: text[start..<index]))
            start = index + 1
        }
        body(UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// Whether a part of a query is `pin=1`, in any case.
    private static func isPin(_ part: UnsafeBufferPointer<UInt8>) -> Bool {
        part.count == 5 && zip(part, "pin=1".utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 && $1 > 0x40 }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append($0, to: &bytes) }
    }

    /// Appends text of an address; what a client may have sent unescaped and what would end a link is escaped.
    private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        PercentCoding.append(text, to: &bytes) { byte in
            switch byte {
            case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x7E: true
            default: false
            }
        }
    }
}

extension DatasetAddress {
    /// As a segment of a path: `air.surface@release%2F1~2024-03-01`.
    package var encoded: String {
        let names = ([id] + groups).map { PercentCoding.encode($0) }.joined(separator: ".")
        return version.map { "\(names)@\(PercentCoding.encode($0))" } ?? names
    }
}
