/// What one commit changed, as its transaction log tells it; paths are those after the commit, `/surface/temp`.
package struct CommitChanges: Sendable, Equatable {
    /// The chunks of one array that were written or deleted.
    package struct ChangedChunks: Sendable, Equatable {
        package let path: String
        /// How many there are.
        package let count: Int
        /// The box around them: indices of chunks along each dimension.
        package let chunks: [Range<Int>]
        /// The box around their elements, cut to the array's shape; nil when its chunk grid is not understood.
        package let indices: [Range<Int>]?
    }

    /// A group or array under another path than before.
    package struct Move: Sendable, Equatable {
        package let from: String
        package let to: String

        package init(from: String, to: String) {
            self.from = from
            self.to = to
        }
    }

    package internal(set) var createdGroups: [String] = []
    package internal(set) var createdArrays: [String] = []
    package internal(set) var deletedGroups: [String] = []
    package internal(set) var deletedArrays: [String] = []
    /// Whose attributes or shape changed.
    package internal(set) var updatedGroups: [String] = []
    package internal(set) var updatedArrays: [String] = []
    package internal(set) var moved: [Move] = []
    package internal(set) var chunks: [ChangedChunks] = []

    package init() {}
}
