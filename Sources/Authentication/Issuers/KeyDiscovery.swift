internal import Execution
internal import JSON
internal import ObjectStorage

/// Finds an issuer's keys: the discovery document says where they are (OpenID Connect Discovery 1.0, section 4).
struct KeyDiscovery: Sendable {
    private let settings: IssuerSettings
    private let read: Issuer.Read

    /// Real documents have a few kilobytes.
    static let maxBytes = 256 << 10

    init(_ settings: IssuerSettings, read: @escaping Issuer.Read) {
        self.settings = settings
        self.read = read
    }

    func keys(_ context: WorkContext) throws(WebDocumentError) -> FetchedKeys {
        guard let address = IssuerAddress(settings) else {
            throw WebDocumentError("'\(Self.shown(settings.issuer))' is no address of an issuer")
        }
        let discovery = try read(address.discovery, Self.maxBytes, context)
        let place = try Self.place(discovery.bytes, settings.issuer, address)
        let document = try read(place, IssuerKeySet.maxBytes, context)
        do throws(WebDocumentError) {
            return FetchedKeys(
                keys: try IssuerKeySet(document.bytes),
                freshSeconds: document.freshSeconds
            )
        } catch {
            throw WebDocumentError("\(Self.shown(place)): \(error.cause)")
        }
    }

    /// Where the keys are, as a discovery document says.
    ///
    /// - Throws: for a document of another issuer (section 4.3), and for a place that keys may not come from.
    static func place(
        _ document: [UInt8],
        _ issuer: String,
        _ address: IssuerAddress
    ) throws(WebDocumentError) -> String {
        let limits = JSONParser.Limits(depth: 16, bytes: maxBytes)
        let value = try? JSONParser.parse(document, limits: limits, grammar: .strict)
        guard let members = value?.objectValue else {
            throw WebDocumentError("\(shown(address.discovery)) is no JSON object")
        }
        let named = members["issuer"]?.stringValue ?? ""
        guard named.isExactly(issuer) else {
            throw WebDocumentError("\(shown(address.discovery)) is of the issuer '\(shown(named))'")
        }
        guard let place = members["jwks_uri"]?.stringValue else {
            throw WebDocumentError("\(shown(address.discovery)) does not say where the keys are (jwks_uri)")
        }
        guard address.allows(place) else {
            throw WebDocumentError(
                "the keys would be at '\(shown(place))', which is not the issuer's host; if it is right, list it in key_hosts"
            )
        }
        return place
    }

    /// A stranger's text as a log may have it.
    private static func shown(_ text: String) -> String { ActiveCharacter.named(in: text.prefix(200)) }
}
