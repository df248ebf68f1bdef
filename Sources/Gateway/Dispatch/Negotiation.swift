/// Chooses a format for an answer: `f=` beats `Accept` (RFC 9110, section 12.5.1).
package struct Negotiation: Sendable {
    /// A form that an answer can take.
    package struct Offer: Sendable, Equatable {
        /// Values of `f=` that mean it, the first being the one to advertise; compared without case.
        package let names: [String]
        /// What is sent as `Content-Type`.
        package let mediaType: String
        /// Other types that a client may ask for it by.
        package let aliases: [String]

        package init(names: [String], mediaType: String, aliases: [String] = []) {
            self.names = names
            self.mediaType = mediaType
            self.aliases = aliases
        }
    }

    /// The first is the default and wins between equals.
    package let offers: [Offer]

    package init(_ offers: [Offer]) {
        self.offers = offers
    }

    /// The offer for the value of `f=`, if it was sent (empty counts as not sent), and of the field `Accept`.
    ///
    /// Throws `unknownFormat`, or `notAcceptable` when `Accept` fits nothing.
    package func choose(format: String?, accept: String?) throws(NegotiationError) -> Offer {
        guard let format, !format.isEmpty else { return try choose(accept: accept) }
        let wanted = format.lowercased()
        let match = offers.first { offer in
            offer.names.contains { $0.lowercased() == wanted }
                || Self.types(of: offer).contains { $0 == Self.essence(of: wanted[...]) }
        }
        guard let match else { throw .unknownFormat(format, known: offers.compactMap(\.names.first)) }
        return match
    }

    private func choose(accept: String?) throws(NegotiationError) -> Offer {
        let ranges = AcceptField.ranges(accept ?? "")
        guard !ranges.isEmpty else { return try fallback(accept) }
        var best: (offer: Offer, quality: Double)?
        for offer in offers {
            let quality = Self.types(of: offer).map { AcceptField.quality(of: $0, in: ranges) }.max() ?? 0
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        guard let best else { throw .notAcceptable(accept ?? "", known: offers.map(\.mediaType)) }
        return best.offer
    }

    private func fallback(_ accept: String?) throws(NegotiationError) -> Offer {
        guard let first = offers.first else { throw .notAcceptable(accept ?? "", known: []) }
        return first
    }

    private static func types(of offer: Offer) -> [String] {
        ([offer.mediaType] + offer.aliases).map { essence(of: $0[...]) }
    }

    /// The type without its parameters, in lower case.
    private static func essence(of type: Substring) -> String {
        (type.split(separator: ";", omittingEmptySubsequences: false).first ?? "").trimmed.lowercased()
    }
}

/// Why no format could be chosen.
package enum NegotiationError: Error, Sendable, Equatable {
    case unknownFormat(String, known: [String])
    case notAcceptable(String, known: [String])

    package var status: Int {
        switch self {
        case .unknownFormat: 400
        case .notAcceptable: 406
        }
    }
}

extension NegotiationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownFormat(let name, let known):
            "f='\(name.prefix(40))' is not a format of this resource; there is: \(known.joined(separator: ", "))."
        case .notAcceptable(_, let known):
            "Nothing that 'Accept' names can be sent; there is: \(known.joined(separator: ", "))."
        }
    }
}
