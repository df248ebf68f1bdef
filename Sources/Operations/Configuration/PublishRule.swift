package import Catalogue
internal import Cube
package import Principals

/// Publishes what lies below a prefix, as it comes and goes: each folder, and each archive, is a store.
package struct PublishRule: Sendable, Equatable {
    package static let placeholder = "{name}"
    /// Ends of names that say what a store is, and nothing of its data.
    private static let endings = [".zarr.zip", ".icechunk", ".zarr", ".zip"]
    package static let usualSeconds = 300.0

    /// A folder or the URL of one, ending in a slash.
    package let prefix: String
    /// The id of a dataset, with `{name}` for the store's.
    package let id: String
    /// Seconds between two looks.
    package let refreshSeconds: Double
    /// What the server's settings say of datasets that say nothing themselves.
    package var server = ServerSettings()

    package init(prefix: String, id: String = placeholder, refreshSeconds: Double = usualSeconds) {
        self.prefix = prefix.hasSuffix("/") ? prefix : prefix + "/"
        self.id = id
        self.refreshSeconds = refreshSeconds
    }

    /// The id of a store's dataset; nil for a name of which none can be made.
    ///
    /// What an id cannot hold becomes `-`.
    package func id(of store: String) -> String? {
        let ending = Self.endings.first { store.hasSuffix($0) } ?? ""
        let name = store.dropLast(ending.count).map { character in
            character.isASCII && (character.isLetter || character.isNumber) || character == "_"
                ? character : "-"
        }
        let id = id.replacing(Self.placeholder, with: String(name))
        return DatasetAddress.isValidID(id) ? id : nil
    }

    /// Whether a store may have a name that makes an id of it, as far as the texts tell.
    package func mayMake(_ pattern: NamePattern) -> Bool {
        let made = id.replacing(Self.placeholder, with: "*")
        guard !pattern.isName else {
            return DatasetAddress.isValidID(pattern.text) && NamePattern(made).matches(pattern.text)
        }
        // Two patterns that begin and end alike as far as both say.
        let (one, other) = (Array(made.utf8), Array(pattern.text.utf8))
        let star = UInt8(ascii: "*")
        func agree(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
            zip(left.prefix { $0 != star }, right.prefix { $0 != star }).allSatisfy { $0 == $1 }
        }
        return agree(one, other) && agree(one.reversed(), other.reversed())
    }

    /// The dataset of a store directly below the prefix.
    package func dataset(of store: String) -> PublishedDataset? {
        id(of: store).map { id in
            var dataset = PublishedDataset(
                id: id,
                store: prefix + store,
                refreshSeconds: server.refreshSeconds
            )
            dataset.lifetimeSeconds = server.lifetimeSeconds
            return dataset
        }
    }
}
