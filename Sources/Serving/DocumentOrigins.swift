internal import Cube

/// The coordinates that a document was made of, for datasets whose snapshot is a digest of metadata alone.
///
/// Theirs may be read anew, and differ, under the same name.
struct DocumentOrigins: Sendable {
    private struct Origin: Sendable {
        weak var axis: Axis?
    }

    /// Weak, as a document keeps no coordinates alive; empty where the snapshot says it all.
    private let axes: [Origin]

    init(_ dataset: Dataset) {
        axes = dataset.version.coversData ? [] : dataset.axes.map { Origin(axis: $0) }
    }

    /// Whether a document of these is one of `dataset`'s, which has the same snapshot.
    func hold(for dataset: Dataset) -> Bool {
        guard !dataset.version.coversData else { return true }
        return axes.count == dataset.axes.count && zip(axes, dataset.axes).allSatisfy { $0.axis === $1 }
    }

    var byteCount: Int { axes.count * MemoryLayout<Origin>.stride }
}
