internal import Execution

extension NodeIndex {
    /// Numbers of sections that an index takes beside its nodes.
    static let sectionCount = 1 + SphereTree.sectionCount

    /// Without the nodes.
    func add(to draft: inout SectionDraft, as number: Int) {
        draft.add([farthest] as FlatArray<Double>, as: number)
        tree.add(to: &draft, as: number + 1)
    }

    /// The index of a file over these nodes; nil where it is none of so many.
    init?(_ file: SectionFile, from number: Int, nodes: FixedVectors) {
        guard let farthest = file.array(number, of: Double.self), farthest.count == 1,
            let tree = SphereTree(file, from: number + 1, things: nodes.count)
        else { return nil }
        self.init(nodes, tree: tree, farthest: farthest[0])
    }
}
