package import ObjectStorage

/// Makes the stores in which virtual chunks are.
package struct VirtualChunkOpener: Sendable {
    private let opening: @Sendable (String) throws(StoreLocationError) -> any ObjectStore

    /// Opens nothing: for repositories without virtual chunks.
    package init() {
        opening = { (location) throws(StoreLocationError) in
            throw .unsuitable(location: location, problem: "no opener")
        }
    }

    /// `opening`: makes the store at a path or URL, with the credentials that the operator gave for it.
    package init(_ opening: @escaping @Sendable (String) throws(StoreLocationError) -> any ObjectStore) {
        self.opening = opening
    }

    func open(_ location: String) throws(StoreLocationError) -> any ObjectStore { try opening(location) }
}
