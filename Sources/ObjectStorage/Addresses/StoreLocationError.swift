/// Why a location means no store.
package enum StoreLocationError: Error, Sendable, Equatable {
    case empty
    /// A URL that lacks a host, names a user, or holds what a URL may not.
    case malformed(location: String)
    case unknownScheme(String, location: String)
    /// A URL whose store cannot be asked as things are; `problem` says what to change.
    case unsuitable(location: String, problem: String)
}

extension StoreLocationError: CustomStringConvertible {
    package var description: String {
        switch shown {
        case .empty: "the location is empty: give a path or a URL"
        case .malformed(let location):
            "'\(location)' is not a location: expected a path, file:///path, http(s)://host/path, "
                + "s3://bucket/prefix, gs://bucket/prefix or az://container/prefix"
        case .unknownScheme(let scheme, let location):
            "'\(location)': '\(scheme)' is not a kind of store here; there are paths, "
                + "file:, http:, https:, s3:, gs: and az:"
        case .unsuitable(let location, let problem): "'\(location)': \(problem)"
        }
    }

    /// Without what may be secret in a location.
    private var shown: StoreLocationError {
        switch self {
        case .empty: self
        case .malformed(let location): .malformed(location: StoreLocation.shown(location))
        case .unknownScheme(let scheme, let location):
            .unknownScheme(scheme, location: StoreLocation.shown(location))
        case .unsuitable(let location, let problem):
            .unsuitable(location: StoreLocation.shown(location), problem: problem)
        }
    }
}
