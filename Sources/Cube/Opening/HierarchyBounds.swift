internal import CF
internal import Zarr

/// What is shown of a hierarchy at once: every group of it is opened, and all of it is one document.
package enum HierarchyBounds {
    package static let groups = 64
    package static let arrays = 4096
    package static let depth = 16

    /// The bounds in words.
    package static let text = "\(groups) groups, \(arrays) arrays or \(depth) levels"

    /// What of a hierarchy is over the bounds, as far as its metadata tell: its groups and arrays, and the levels of
    /// groups below the first; nil where nothing is.
    static func excess(of top: ZarrGroup) -> (groups: Int, arrays: Int, levels: Int)? {
        var (groups, arrays, levels) = (0, 0, 0)
        var waiting = [(group: top, level: 0)]
        while let (group, level) = waiting.popLast() {
            let children = group.groups.filter { DisplayText.isName($0.name) }
            arrays += group.arrays.count + group.others.count(where: \.metadata.element.isReadAsText)
            groups += children.count
            levels = max(levels, level)
            waiting += children.map { ($0, level + 1) }
        }
        let fits = groups <= Self.groups && arrays <= Self.arrays && levels <= depth
        return fits ? nil : (groups, arrays, levels)
    }
}

extension ZarrGroup {
    /// The last part of its path.
    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
}
