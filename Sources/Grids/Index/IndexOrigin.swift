/// Where the index of a grid is, and what making it took.
package struct IndexOrigin: Sendable, Equatable {
    /// The file that all workers of the host share; nil for memory of this process.
    package let file: String?
    package let bytes: Int
    /// Seconds that reading the coordinates and making it took whoever made it.
    package let seconds: Double
    /// Where it is in memory because its file would have no room.
    package let room: Room?

    /// Bytes that a file needs, and what all of them may take, which is less.
    package struct Room: Sendable, Equatable {
        package let needed: Int
        package let most: Int

        package init(needed: Int, most: Int) {
            (self.needed, self.most) = (needed, most)
        }
    }

    package init(file: String?, bytes: Int, seconds: Double, room: Room? = nil) {
        (self.file, self.bytes, self.seconds, self.room) = (file, bytes, seconds, room)
    }

    /// Of two indexes that are used together: the file is that of the one, the rest of both.
    package func with(_ other: IndexOrigin?) -> IndexOrigin {
        guard let other else { return self }
        return IndexOrigin(
            file: file,
            bytes: bytes + other.bytes,
            seconds: seconds + other.seconds,
            room: room ?? other.room
        )
    }
}
