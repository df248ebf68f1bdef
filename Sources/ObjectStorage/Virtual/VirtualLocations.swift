/// Where references in a store may lead: the prefixes that an operator has allowed, and nothing else.
///
/// A store can name any address; without this list it could make the server read its own files or its neighbours'.
package struct VirtualLocations: Sendable, Equatable {
    /// One allowed prefix.
    package struct Place: Sendable, Equatable {
        /// As an operator writes it, such as `s3://bucket/folder/` or `file:///data/`.
        package let prefix: String
        /// Where these objects really are, if that is elsewhere: a path or a URL.
        package let at: String?

        package init(prefix: String, at: String? = nil) {
            self.prefix = prefix
            self.at = at
        }
    }

    package let places: [Place]
    private let addresses: [ReferenceURL]

    /// Allows nothing.
    package init() { (places, addresses) = ([], []) }

    /// - Throws: `VirtualLocationError.noPrefix` for a place whose prefix is no URL, or a path without `file:`.
    package init(_ places: [Place]) throws(VirtualLocationError) {
        self.places = places
        var addresses: [ReferenceURL] = []
        for place in places {
            guard !place.prefix.hasPrefix("/"), let address = ReferenceURL(place.prefix, spelling: .literal)
            else { throw .noPrefix(place.prefix) }
            addresses.append(address)
        }
        self.addresses = addresses
    }

    package var isEmpty: Bool { places.isEmpty }

    /// Whether everything below a prefix may be read.
    package func allows(prefix: String) -> Bool {
        let below = prefix.hasSuffix("/") ? prefix + "x" : prefix + "/x"
        return ReferenceURL(below, spelling: .literal).flatMap { find($0) } != nil
    }

    /// The place with the longest prefix above `url`, and the key below it.
    func find(_ url: ReferenceURL) -> (number: Int, key: String)? {
        var best: (number: Int, key: String)?
        for (number, address) in addresses.enumerated() {
            guard let key = url.key(below: address) else { continue }
            if let found = best, found.key.utf8.count <= key.utf8.count { continue }
            best = (number, key)
        }
        return best
    }
}

/// Why a reference leads nowhere.
package enum VirtualLocationError: Error, Sendable, Equatable {
    /// No allowed prefix is above it; `prefix` is one that would be.
    case notAllowed(url: String, prefix: String)
    /// It is no absolute address of an object, or one that leads out of its prefix.
    case malformed(url: String)
    /// The place of an allowed prefix cannot be opened.
    case unusable(prefix: String, StoreLocationError)
    /// What should be an allowed prefix is no URL.
    case noPrefix(String)
}

extension VirtualLocationError: CustomStringConvertible {
    /// For operators: it names the address, without what may be a signature.
    package var description: String {
        switch self {
        case .notAllowed(let url, let prefix):
            "the store refers to \(url), which no allowed prefix covers; to allow it: {prefix: '\(prefix)'}"
        case .malformed(let url): "the store refers to '\(url)', which is no address of an object"
        case .unusable(let prefix, let cause): "the place of the allowed prefix \(prefix): \(cause)"
        case .noPrefix(let text):
            "'\(text)' is no prefix to allow: expected such as s3://bucket/folder/ or file:///folder/"
        }
    }
}
