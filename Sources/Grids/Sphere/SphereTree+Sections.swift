internal import Execution

extension SphereTree {
    /// Numbers of sections that a tree takes.
    static let sectionCount = 4

    func add(to draft: inout SectionDraft, as number: Int) {
        draft.add(entries, as: number)
        draft.add(boxes, as: number + 1)
        draft.add(sample.positions, as: number + 2)
        draft.add(FlatArray(sample.spread.bounds), as: number + 3)
    }

    /// The tree of a file, over so many things; nil where its numbers are none of a tree.
    ///
    /// Boxes and places may be any numbers: they lead to other entries, and nowhere else. Entries name things, so each is
    /// looked at unless somebody has.
    init?(_ file: SectionFile, from number: Int, things: Int) {
        guard let entries = file.array(number, of: SphereEntry.self),
            let boxes = file.array(number + 1, of: SphereBox.self),
            entries.count <= things, things <= Self.maxCount,
            boxes.count == 2 * Self.leaves(count: entries.count),
            let chosen = file.array(number + 2, of: Int32.self),
            let spread = file.array(number + 3, of: Float.self),
            let sample = SphereSample(of: entries.count, spread, chosen),
            file.isProven || Self.areSound(entries, things) && sample.lies(below: entries.count)
        else { return nil }
        self.init(entries: entries, boxes: boxes, sample: sample)
    }

    /// Whether each entry is a thing, or was taken away: then it is near nothing.
    private static func areSound(_ entries: FlatArray<SphereEntry>, _ things: Int) -> Bool {
        entries.withUnsafeBufferPointer { entries in
            for entry in entries {
                let isThing = entry.item >= 0 && Int(entry.item) < things
                guard isThing || entry.item == -1 && entry.x.isNaN else { return false }
            }
            return true
        }
    }
}
