/// A file of sections, mapped: plain numbers that all processes of the host share.
///
/// What the head says lies inside the file; what the numbers mean is for the reader to make sure of.
package final class SectionFile: Sendable {
    package let path: String
    /// Whether somebody has looked at all of it since it was written: at its sum, and at what its numbers mean.
    package let isProven: Bool
    private let file: MappedFile
    private let layout: SectionLayout

    /// - Returns: nil for a file that is damaged, of another format, or belongs to another key.
    init?(_ file: MappedFile, path: String, key: [UInt8], isProven: Bool) {
        // A file that was cut just now is not looked at through its mapping.
        guard file.isUnchanged, let (layout, sum) = SectionLayout.read(file.bytes, key: key) else {
            return nil
        }
        if !isProven {
            var found = SectionChecksum()
            guard file.read(from: layout.headBytes, { found.add($0) }), found.sum == sum else { return nil }
        }
        (self.file, self.path, self.layout, self.isProven) = (file, path, layout, isProven)
    }

    /// Whether the file is still what it was when it was opened: see `MappedFile.isUnchanged`.
    package var isUnchanged: Bool { file.isUnchanged }

    /// Bytes of the whole file.
    package var byteCount: Int { layout.length }

    /// How long making it took.
    package var buildNanoseconds: Int { layout.buildNanoseconds }

    /// The elements of a section, of `stride` bytes each, which lie there for as long as this lives.
    ///
    /// Nil where there is none of that number, or its elements are others.
    package func section(_ number: Int, stride: Int) -> UnsafeRawBufferPointer? {
        guard let section = layout.sections.first(where: { $0.number == number && $0.stride == stride })
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: file.bytes[section.bytes])
    }
}

/// What is to become a file of sections.
package struct SectionDraft {
    /// Elements one after the other.
    package protocol Elements {
        var stride: Int { get }
        var count: Int { get }
        func withBytes(_ body: (UnsafeRawBufferPointer) -> Void)
    }

    private(set) var sections: [(number: Int, elements: any Elements)] = []

    package init() {}

    /// Numbers are each used once, and at most 64 of them.
    package mutating func add(_ elements: some Elements, as number: Int) {
        precondition(sections.count < SectionLayout.mostSections, "too many sections")
        precondition(!sections.contains { $0.number == number }, "two sections of one number")
        sections.append((number, elements))
    }

    func layout(buildNanoseconds: Int) -> SectionLayout {
        SectionLayout(
            sections.map { ($0.number, $0.elements.stride, $0.elements.count) },
            buildNanoseconds: buildNanoseconds
        )
    }

    /// Bytes of the file.
    package var byteCount: Int { layout(buildNanoseconds: 0).length }

    /// The sum of all sections as they will lie in the file.
    var sum: UInt64 {
        var sum = SectionChecksum()
        for (_, elements) in sections {
            elements.withBytes { sum.add($0, paddedTo: SectionLayout.alignment) }
        }
        return sum.sum
    }
}
