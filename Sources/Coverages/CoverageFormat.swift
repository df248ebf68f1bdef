package import Execution
package import JSON

/// A form in which coverages are handed over: what it offers, and how it is written.
///
/// Metadata, negotiation and API definitions are made from what it says of itself.
package protocol CoverageFormat: Sendable {
    /// The name by which it is advertised and asked for.
    var name: String { get }
    /// Other names that people ask for it by.
    var otherNames: [String] { get }
    /// What an answer is labelled with.
    var mediaType: String { get }
    /// Other types that clients ask for it by.
    var otherMediaTypes: [String] { get }
    /// The domains that it has room for.
    var domains: Set<DomainType> { get }
    /// How its documents look; nil for a format that is no JSON.
    var schema: FormatSchema? { get }
    /// Name and number of how it is written: raised whenever the same coverages would give other bytes than before.
    var writer: String { get }

    /// Bytes that writing holds beside the coverages themselves.
    var heldBytes: Int { get }

    /// Reads the coverages and writes them; the caller has seen to it that their domains are among `domains`.
    ///
    /// - Throws: `Failure`, or what `body` throws.
    func write(_ list: CoverageList, to body: any BodyWriter, context: WorkContext) throws
}

extension CoverageFormat {
    package var otherNames: [String] { [] }
    package var otherMediaTypes: [String] { [] }
    package var domains: Set<DomainType> { Set(DomainType.allCases) }
    package var schema: FormatSchema? { nil }
}

/// A JSON Schema, as OpenAPI 3.0 has them, under the name by which a definition refers to it.
package struct FormatSchema: Sendable {
    package let name: String
    package let schema: JSONValue

    package init(name: String, schema: JSONValue) {
        self.name = name
        self.schema = schema
    }
}
