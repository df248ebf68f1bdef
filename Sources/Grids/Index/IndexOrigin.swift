/// Where the index of a grid is, and what making it took.
package struct IndexOrigin: Sendable, Equatable {
    /// The file that all workers of the host share; nil for memory of this process.
    package let file: String?
    package let bytes: Int
    /// Seconds that reading the coordinates and making it took whoever made it.
    package let seconds: Double

    package init(file: String?, bytes: Int, seconds: Double) {
        (self.file, self.bytes, self.seconds) = (file, bytes, seconds)
    }

    /// Of two indexes that are used together: the file is that of the one, the rest of both.
    package func with(_ other: IndexOrigin?) -> IndexOrigin {
        guard let other else { return self }
        return IndexOrigin(file: file, bytes: bytes + other.bytes, seconds: seconds + other.seconds)
    }
}
