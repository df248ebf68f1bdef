internal import Execution

extension SectionFile {
    /// The elements of a section, which stay in the file; nil where it has none of that number and size.
    func array<Element: BitwiseCopyable & Sendable>(_ number: Int, of type: Element.Type) -> FlatArray<
        Element
    >? {
        section(number, stride: MemoryLayout<Element>.stride).flatMap { FlatArray(in: self, $0) }
    }
}
