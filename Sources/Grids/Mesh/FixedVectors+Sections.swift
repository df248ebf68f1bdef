internal import Execution

extension FixedVectors {
    func add(to draft: inout SectionDraft, as number: Int) {
        draft.add(components, as: number)
    }

    /// Places of a file, whatever they are; nil where there are none, or a part of one.
    init?(_ file: SectionFile, from number: Int) {
        guard let components = file.array(number, of: Int32.self), components.count % 3 == 0 else {
            return nil
        }
        self.init(components: components)
    }
}
