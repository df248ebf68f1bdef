internal import Catalogue
internal import Cube

/// What of a hierarchy is missing in its DMR, said where people and programs look for it.
struct DAP4LeftOut: Sendable {
    /// Of the global attribute.
    static let attributeName = "sluice_groups_left_out"
    /// Addresses that are named.
    private static let mostNamed = 10

    /// Names as they are stored.
    private let names: [String]
    /// One sentence.
    let text: String

    /// Nil where nothing that was wanted is missing.
    init?(_ tree: DatasetTree) {
        let missing = Self.missing(in: tree)
        guard !missing.isEmpty else { return nil }
        names = tree.leftOut
        let addresses = missing.filter { $0.groups.allSatisfy(DatasetAddress.isGroupName) }.map(\.text)
        let named = addresses.prefix(Self.mostNamed).joined(separator: ", ")
        let more = addresses.count > Self.mostNamed ? ", …" : ""
        let subject = missing.count == 1 ? "1 group is" : "\(missing.count) groups are"
        let reason = tree.isOverBounds ? "more than \(HierarchyBounds.text)" : "cannot be understood"
        text =
            "\(subject) not part of this document (\(reason))"
            + (named.isEmpty ? "" : "; as a dataset: \(named)\(more)")
    }

    private static func missing(in tree: DatasetTree) -> [DatasetAddress] {
        tree.leftOut.map(tree.dataset.address.group) + tree.children.flatMap(missing)
    }

    var attribute: TypedAttribute { TypedAttribute(name: Self.attributeName, kind: .text, values: [text]) }

    /// Whether a name that is not known leads into one of the groups directly below that are left out.
    func holds(_ name: String) -> Bool {
        let path = DAP4Name.bare(name.first == "/" ? String(name.dropFirst()) : name)
        return names.contains { group in
            [group, TypedAttribute.Dialect.dap4.spelled(variable: group)].contains {
                path.hasPrefix(DAP4Name.bare($0) + "/")
            }
        }
    }
}
