internal import Catalogue
internal import Cube

/// What a commit changed, in the terms of the cube: which part of each array, as indices and as coordinates.
struct ChangedCube {
    /// One array of which chunks were written.
    struct Part {
        struct Dimension {
            let name: String
            let indices: Range<Int>
            /// The first and the last position, as people read them; nil for a dimension without coordinates.
            let ends: [String]?
        }

        let path: String
        let chunks: Int
        /// Nil when it is not known which part that is.
        let dimensions: [Dimension]?
    }

    let snapshot: String
    /// Nil when nothing was written down about the commit.
    let changes: VersionChanges?
    let parts: [Part]

    /// `cube` is the dataset as the commit left it, as far as the client may see it, which is what `policy` says.
    init(snapshot: String, changes: VersionChanges?, cube: Dataset?, policy: Policy) {
        self.snapshot = snapshot
        let visible = policy == .unrestricted ? changes : Self.visible(changes, cube)
        self.changes = visible
        parts = (visible?.chunks ?? []).map { Self.part($0, cube) }
    }

    /// Under a policy nothing is told of what it hides, and nothing at all where it is not known what that is.
    private static func visible(_ changes: VersionChanges?, _ cube: Dataset?) -> VersionChanges? {
        let names = Set(cube?.arrays.map(\.name) ?? [])
        let isVisible = { (path: String) in
            names.contains(path.split(separator: "/").last.map(String.init) ?? "")
        }
        var seen = VersionChanges()
        seen.created = changes?.created.filter(isVisible) ?? []
        seen.updated = changes?.updated.filter(isVisible) ?? []
        seen.chunks = (changes?.chunks ?? []).filter { isVisible($0.path) }.map {
            VersionChanges.Chunks(path: $0.path, count: $0.count, indices: nil)
        }
        return seen
    }

    private static func part(_ chunks: VersionChanges.Chunks, _ cube: Dataset?) -> Part {
        let name = chunks.path.split(separator: "/").last.map(String.init) ?? ""
        let array = cube?.arrays.first { $0.name == name }
        let dimensions = chunks.indices.map { indices in
            indices.enumerated().map { dimension, range in
                let known = array.flatMap {
                    $0.dimensions.count == indices.count ? $0.dimensions[dimension] : nil
                }
                return Part.Dimension(
                    name: known?.name ?? "dimension \(dimension)",
                    indices: range,
                    ends: known.flatMap { ends(of: range, along: $0.name, cube) }
                )
            }
        }
        return Part(path: chunks.path, chunks: chunks.count, dimensions: dimensions)
    }

    private static func ends(of range: Range<Int>, along dimension: String, _ cube: Dataset?) -> [String]? {
        guard let axis = cube?.axes.first(where: { $0.name == dimension }), axis.hasCoordinates,
            !range.isEmpty, range.lowerBound >= 0, range.upperBound <= axis.count
        else { return nil }
        return [axis.text(at: range.lowerBound), axis.text(at: range.upperBound - 1)]
    }
}
