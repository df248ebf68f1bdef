internal import Execution

/// Plain numbers, or structures of them, one after the other: in memory of their own, or in a file that is mapped.
///
/// It is used like an array that nobody changes any more, and copies share its elements. Who changes it (`mutating` methods)
/// gets a copy of his own first, unless nobody else has it.
package struct FlatArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Safe because elements that several copies share, or that lie in a file, are never written: `makeOwn` copies them
    // before, and `memory` keeps them where they are for as long as any copy lives.
    private var memory: FlatMemory
    private var start: UnsafeMutablePointer<Element>
    package private(set) var count: Int

    /// As `Array.init(unsafeUninitializedCapacity:initializingWith:)`.
    package init(
        unsafeUninitializedCapacity capacity: Int,
        initializingWith body: (inout UnsafeMutableBufferPointer<Element>, inout Int) throws -> Void
    ) rethrows {
        memory = FlatMemory(bytes: Self.bytes(of: capacity))
        start = memory.start.bindMemory(to: Element.self, capacity: Swift.max(capacity, 1))
        count = 0
        var buffer = UnsafeMutableBufferPointer(start: start, count: capacity)
        try body(&buffer, &count)
        precondition(count >= 0 && count <= capacity, "more elements than there is room for")
    }

    package init(repeating element: Element, count: Int) {
        self.init(unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initialize(repeating: element)
            filled = count
        }
    }

    package init(_ elements: some Sequence<Element>) {
        self = Self.copied(Array(elements))
    }

    package init() {
        self.init(unsafeUninitializedCapacity: 0) { _, _ in }
    }

    private static func copied(_ elements: [Element]) -> FlatArray {
        FlatArray(unsafeUninitializedCapacity: elements.count) { buffer, filled in
            filled = buffer.initialize(fromContentsOf: elements)
        }
    }

    /// Elements that lie in memory of `file`, which keeps it as it is, for as long as it lives; nil where the first one
    /// would not lie as its type wants it.
    init?(in file: any AnyObject & Sendable, _ bytes: UnsafeRawBufferPointer) {
        let stride = MemoryLayout<Element>.stride
        guard let start = bytes.baseAddress, bytes.count % stride == 0,
            Int(bitPattern: start) % MemoryLayout<Element>.alignment == 0
        else { return nil }
        memory = FlatMemory(UnsafeMutableRawPointer(mutating: start), of: file)
        count = bytes.count / stride
        self.start = memory.start.bindMemory(to: Element.self, capacity: count)
    }

    private static func bytes(of count: Int) -> Int {
        let (bytes, overflows) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        precondition(count >= 0 && !overflows, "more elements than memory has room for")
        return bytes
    }

    /// The elements, for as long as `body` runs.
    @inline(__always)
    package func withUnsafeBufferPointer<Result, Fault: Error>(
        _ body: (UnsafeBufferPointer<Element>) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        defer { withExtendedLifetime(memory) {} }
        return try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The elements to be changed, for as long as `body` runs.
    package mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (inout UnsafeMutableBufferPointer<Element>) throws -> Result
    ) rethrows -> Result {
        makeOwn()
        defer { withExtendedLifetime(memory) {} }
        var buffer = UnsafeMutableBufferPointer(start: start, count: count)
        return try body(&buffer)
    }

    private mutating func makeOwn() {
        guard !memory.isOwn || !isKnownUniquelyReferenced(&memory) else { return }
        self = FlatArray(unsafeUninitializedCapacity: count) { buffer, filled in
            filled = buffer.initialize(fromContentsOf: UnsafeBufferPointer(start: start, count: count))
        }
    }

    /// Bytes of all elements.
    package var byteCount: Int { count * MemoryLayout<Element>.stride }
}

extension FlatArray: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(position: Int) -> Element {
        @inline(__always)
        get {
            precondition(position >= 0 && position < count, "no such element")
            return start[position]
        }
    }
}

extension FlatArray: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Element...) {
        self = Self.copied(elements)
    }
}

extension FlatArray: Equatable where Element: Equatable {
    package static func == (left: FlatArray, right: FlatArray) -> Bool {
        left.count == right.count && (left.start == right.start || left.elementsEqual(right))
    }
}

/// Where the elements of flat arrays lie: memory that is freed with this, or a part of a file that is mapped.
final class FlatMemory: @unchecked Sendable {
    // Safe because nothing of it changes but what lies at `start`, of which `FlatArray` tells why that is safe.
    let start: UnsafeMutableRawPointer
    private let file: (any AnyObject & Sendable)?

    /// The lines of processors' caches, and more than any number wants.
    static let alignment = 64

    /// Memory that nothing is in yet.
    init(bytes: Int) {
        start = .allocate(byteCount: max(bytes, 1), alignment: Self.alignment)
        file = nil
    }

    /// Memory of a file, which must never be written to.
    init(_ start: UnsafeMutableRawPointer, of file: any AnyObject & Sendable) {
        (self.start, self.file) = (start, file)
    }

    deinit {
        if file == nil { start.deallocate() }
    }

    var isOwn: Bool { file == nil }
}

extension FlatArray: SectionDraft.Elements {
    package var stride: Int { MemoryLayout<Element>.stride }

    package func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeBufferPointer { body(UnsafeRawBufferPointer($0)) }
    }
}
