internal import Cube
package import Zarr

/// The metadata of a store, from the group at which it was opened downwards.
package struct Hierarchy: Sendable {
    package let top: ZarrGroup

    package init(top: ZarrGroup) {
        self.top = top
    }

    /// Identity of the metadata.
    var validator: String { top.validator }

    /// Names of the groups directly below a path from the store's root, of those that have an address.
    func names(below path: String) -> [String] {
        let found = group(at: path.split(separator: "/").map(String.init))?.group.groups ?? []
        return found.compactMap { $0.path.split(separator: "/").last.map(String.init) }
            .filter(DatasetAddress.isGroupName)
    }

    /// The group at a path from the store's root, and those above it, nearest first; nil if there is none.
    func group(at path: [String]) -> (group: ZarrGroup, ancestors: [ZarrGroup])? {
        let base = top.path.split(separator: "/").map(String.init)
        guard path.starts(with: base) else { return nil }
        var (group, ancestors) = (top, [ZarrGroup]())
        for name in path.dropFirst(base.count) {
            guard let child = group.group(at: name) else { return nil }
            ancestors.insert(group, at: 0)
            group = child
        }
        return (group, ancestors)
    }
}
