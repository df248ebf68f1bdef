internal import Execution

extension CurvilinearPlaces {
    func add(to draft: inout SectionDraft, as number: Int) {
        if isSingle { draft.add(singles, as: number) } else { draft.add(doubles, as: number) }
    }

    /// So many places of a file, whatever they are; nil where there are others than so many.
    init?(_ file: SectionFile, from number: Int, count: Int) {
        if let singles = file.array(number, of: Float.self) {
            self.init(singles: singles, doubles: [], isSingle: true)
        } else if let doubles = file.array(number, of: Double.self) {
            self.init(singles: [], doubles: doubles, isSingle: false)
        } else {
            return nil
        }
        guard max(singles.count, doubles.count) == 2 * count else { return nil }
    }
}
