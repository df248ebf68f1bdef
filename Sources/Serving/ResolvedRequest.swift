package import Cube
package import Execution
package import Gateway

/// A request about one dataset, which is fetched once: whatever the answer holds comes from one state of it.
package struct ResolvedRequest: Sendable {
    /// A name that ends in this requests the permanent address of the current state.
    private static let pinSuffix = ".pin"

    package let request: Request
    package let dataset: Dataset
    /// Where the path names the dataset, counted from 0.
    private let segment: Int
    /// What the protocol writes behind the name, such as `.dods`.
    private let suffix: String
    private let wantsPin: Bool
    /// Where dry runs book what planning took.
    let measurements: Measurements

    /// `name` is the path's segment without the protocol's `suffix`.
    ///
    /// - Throws: as `Catalogue.dataset`.
    package init(
        _ request: Request,
        segment: Int,
        name: String,
        suffix: String = "",
        catalogue: any Catalogue,
        context: WorkContext
    ) throws {
        self.request = request
        self.segment = segment
        self.suffix = suffix
        measurements = context.measurements
        let isSuffixed = name.hasSuffix(Self.pinSuffix)
        let address = try DatasetAddress(isSuffixed ? String(name.dropLast(Self.pinSuffix.count)) : name)
        wantsPin = isSuffixed
        dataset = try context.measurements.measure(.plan) {
            try catalogue.dataset(at: address, context: context)
        }
    }

    /// The answer to a request for a permanent address: 307 to the same query about the current state.
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

    /// The same question about this very state; nil for a dataset without versions.
    package var permalink: String? { dataset.permalink.map(address) }

    /// The same question about the newest state of the same branch.
    package var latest: String { address(dataset.latest) }

    /// Names the state that an answer came from, and where it and the newest are found (RFC 5829).
    package func sign(_ response: inout Response) {
        response.fields["Sluice-Snapshot"] = dataset.version.snapshot
        if let permalink { response.fields.append("Link", "<\(permalink)>; rel=\"permalink\"") }
        response.fields.append("Link", "<\(latest)>; rel=\"latest-version\"")
    }

    /// This request's address with another name of the dataset.
    private func address(_ address: DatasetAddress) -> String {
        var segments = request.path.raw.split(separator: "/", omittingEmptySubsequences: false).map(
            String.init
        )
        // The path begins with a slash, so that an empty part stands before its first segment.
        if segments.indices.contains(segment + 1) { segments[segment + 1] = address.encoded + suffix }
        let query = request.rawQuery.split(separator: "&").filter { $0.lowercased() != "pin=1" }
        let rest = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        return Self.harmless(request.origin.url(segments.joined(separator: "/")) + rest)
    }

    /// Escapes what a client may have sent unescaped and what would end a link.
    private static func harmless(_ address: String) -> String {
        PercentCoding.encode(address) { byte in
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
        return state.map { "\(names)@\(PercentCoding.encode($0))" } ?? names
    }
}
