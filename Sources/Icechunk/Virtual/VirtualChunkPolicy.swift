/// Where the chunks of a repository may be that are not its own: below these prefixes and nowhere else.
///
/// A repository can name any address; only the operator says which ones are asked.
package struct VirtualChunkPolicy: Sendable, Equatable {
    /// A prefix of locations, and where these objects really are.
    package struct Place: Sendable, Equatable, Hashable {
        /// Such as `s3://bucket/path/`; it covers what is below it, never a longer name.
        package let prefix: String
        /// A path or URL that stands in for the prefix; nil when that is itself the place.
        package let location: String?

        package init(prefix: String, at location: String? = nil) {
            self.prefix = prefix.hasSuffix("/") ? prefix : prefix + "/"
            self.location = location
        }
    }

    /// Nothing is allowed by default.
    package var places: [Place]

    package init(_ places: [Place] = []) { self.places = places }

    /// The place with the longest prefix of `location`; nil when none is allowed.
    package func place(of location: String) -> Place? {
        places.filter { location.utf8.starts(with: $0.prefix.utf8) }
            .max { $0.prefix.utf8.count < $1.prefix.utf8.count }
    }
}
