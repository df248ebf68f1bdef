internal import Execution
internal import Failures
internal import Grids
internal import JSON
internal import ObjectStorage
internal import Zarr

/// Has indexes from the host's folder, or makes them there: each once for all workers, and for all states of a dataset whose
/// coordinates are the same.
struct KeptIndexes {
    let budget: OpeningBudget

    /// What an index is made from.
    struct Recipe {
        /// What it is, and the number of the code that makes it.
        let kind: String
        let format: Int
        /// All arrays whose numbers count.
        let arrays: [StoredVariable]
        /// What else counts, such as units and the names of dimensions.
        let facts: [String]
        /// What findings are about.
        let subject: String
    }

    /// An index, and where it is from; nil where nothing comes of its coordinates, or they are over a limit.
    ///
    /// `draft` is what is kept of it; nil for nothing.
    ///
    /// - Throws: what `build` throws; `Failure` where another worker makes it until the deadline.
    func index<Made>(
        _ recipe: Recipe,
        read: (SectionFile) -> Made?,
        build: () throws -> Made?,
        draft: (Made) -> SectionDraft?
    ) throws -> (made: Made, origin: IndexOrigin)? {
        let (start, mark) = (Deadline.now, budget.mark)
        guard let shelf = budget.indexes,
            let key = try translating({ try Key(recipe, budget.prints.first(of:)) })
        else {
            return try build().map { ($0, inMemory(since: start, mark)) }
        }
        var file: SectionFile?
        var room: IndexOrigin.Room?
        let made = try translating {
            try shelf.value(of: key.bytes, context: budget.context) { candidate in
                let made = read(candidate)
                file = made == nil ? nil : candidate
                return made
            } build: {
                try build()
            } draft: { made in
                // What was read is what the key says only if that is still so.
                guard try !key.isFleeting || Key(recipe, budget.prints.confirmed(of:))?.bytes == key.bytes
                else { return nil }
                let draft = draft(made)
                if let bytes = draft?.byteCount, bytes > shelf.maxBytes {
                    room = IndexOrigin.Room(needed: bytes, most: shelf.maxBytes)
                }
                return draft
            }
        }
        guard let made else { return nil }
        guard let file else { return (made, inMemory(since: start, mark, room)) }
        guard budget.exchange(since: mark, for: file, of: recipe.subject) else { return nil }
        let seconds = Double(file.buildNanoseconds) / 1e9
        return (made, IndexOrigin(file: file.path, bytes: file.byteCount, seconds: seconds))
    }

    private func inMemory(
        since start: Deadline,
        _ mark: OpeningBudget.Mark,
        _ room: IndexOrigin.Room? = nil
    ) -> IndexOrigin {
        let nanoseconds = Deadline.now.nanoseconds &- start.nanoseconds
        return IndexOrigin(
            file: nil,
            bytes: budget.mark.bytes - mark.bytes,
            seconds: Double(nanoseconds) / 1e9,
            room: room
        )
    }

    private func translating<Result>(_ body: () throws -> Result) throws -> Result {
        try Failure.translating(dataset: budget.datasetName, context: budget.context, body)
    }

    /// The name of an index: of the stored bytes of its coordinates, and of all that makes numbers of them.
    private struct Key {
        let bytes: [UInt8]
        /// Whether the coordinates may change beneath it.
        let isFleeting: Bool

        /// Nil where the coordinates cannot be told from others without reading them.
        init?(_ recipe: Recipe, _ look: ([ZarrArray]) throws -> [ArrayFingerprint]?) rethrows {
            guard let prints = try look(recipe.arrays.map(\.array)) else { return nil }
            var digest = "\(recipe.kind)\n\(recipe.format)\n\(recipe.facts.count)"
            for fact in recipe.facts { digest += "\n\(fact.utf8.count)\n\(fact)" }
            for (array, print) in zip(recipe.arrays, prints) {
                let attributes = [array.attributes, array.array.metadata.attributes].map {
                    String(decoding: JSONValue.object($0).bytes, as: UTF8.self)
                }
                let dimensions = array.dimensions.map { "\($0.name.utf8.count) \($0.name) \($0.size)" }
                digest +=
                    "\n\(attributes.map(\.utf8.count))\n\(attributes.joined())\n\(dimensions)\n\(print.bytes)"
                if array.shift != 0 { digest += "\n\(array.shift)" }
            }
            bytes = SHA256Digest.digest(of: digest)
            isFleeting = prints.contains { $0.isFleeting }
        }
    }
}
