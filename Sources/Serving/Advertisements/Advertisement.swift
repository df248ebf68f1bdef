/// An address at which a service offers something.
package struct Advertisement: Sendable, Equatable {
    /// What is behind it.
    package enum Kind: Sendable {
        /// Where a client of the protocol begins with a dataset.
        case service
        /// Something of a dataset that a browser shows at once.
        case example
        /// All datasets, in the protocol's own form.
        case catalogue
    }

    package let kind: Kind
    /// The key in documents, such as `wms`.
    package let name: String
    /// For people.
    package let title: String
    package let url: String
    /// Whether it is a picture.
    package let isPicture: Bool

    package init(_ kind: Kind, name: String, title: String, url: String, isPicture: Bool = false) {
        self.kind = kind
        self.name = name
        self.title = title
        self.url = url
        self.isPicture = isPicture
    }
}

/// A service at whose addresses a path and the name of a dataset are all (InvCatalog 1.0, section 4.1): THREDDS
/// catalogues list them.
package struct ServiceBase: Sendable, Equatable {
    package let name: String
    /// THREDDS's word for the protocol.
    package let type: String
    package let path: String
    /// Whether it has nothing to offer of datasets without a place on the Earth.
    package let needsPlaces: Bool

    package init(name: String, type: String, path: String, needsPlaces: Bool = false) {
        self.name = name
        self.type = type
        self.path = path
        self.needsPlaces = needsPlaces
    }

    /// The first segment of its path, by which rules of access name it.
    package var prefix: String { String(path.drop { $0 == "/" }.prefix { $0 != "/" }) }
}
