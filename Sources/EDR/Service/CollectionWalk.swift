internal import Cube

/// The order in which lists go through datasets: that of their ids, with groups in the place of a parent that is no collection.
struct CollectionWalk {
    /// The next one last.
    private var waiting: [DatasetAddress]

    /// From an address on, or from what comes behind where it would be; the groups that it may name are looked up by `children`, from the dataset downwards.
    init(
        through ids: [String],
        from start: DatasetAddress?,
        children: (DatasetAddress) -> [DatasetAddress]
    ) {
        let ordered = ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let rest = ordered.drop { id in start.map { id.utf8.lexicographicallyPrecedes($0.id.utf8) } ?? false }
        waiting = rest.map { DatasetAddress(id: $0) }.reversed()
        guard let start else { return }
        while let above = waiting.last, start.lies(below: above) {
            waiting.removeLast()
            let group = above.group(start.groups[above.groups.count])
            enter(Array(children(above).drop { $0 != group }))
        }
    }

    /// What comes next; nil behind the last.
    var next: DatasetAddress? { waiting.last }

    mutating func take() -> DatasetAddress? { waiting.popLast() }

    /// Goes through groups before anything else.
    mutating func enter(_ groups: [DatasetAddress]) { waiting += groups.reversed() }
}

extension DatasetAddress {
    fileprivate func lies(below other: DatasetAddress) -> Bool {
        id == other.id && groups.count > other.groups.count && groups.starts(with: other.groups)
    }
}
