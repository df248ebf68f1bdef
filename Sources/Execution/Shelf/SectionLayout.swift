/// Where the sections of a file lie: each a run of plain numbers, in this host's byte order, at a multiple of 64 bytes.
///
/// The head: a mark; the format's number; a word that tells the byte order; the length of the file; the number of sections;
/// the nanoseconds that making it took; the sum of what follows the head; the name of what it is made from; the sum of the
/// head, in which this one counts as 0. Then, for each section, its number, the bytes of an element, its place and its count.
struct SectionLayout {
    struct Section: Equatable {
        let number: Int
        /// Bytes of an element.
        let stride: Int
        /// Of the first element, in the file.
        let offset: Int
        /// Elements.
        let count: Int

        var bytes: Range<Int> { offset..<(offset + stride * count) }
    }

    let sections: [Section]
    /// Bytes of the file.
    let length: Int
    let buildNanoseconds: Int

    static let alignment = 64
    /// No index has more; the table is read before anything of it is believed.
    static let mostSections = 64
    private static let mostStride = 64
    static let keyBytes = 32

    private static let mark: UInt64 = 0x5849_4543_5549_4C53
    private static let format: UInt64 = 1
    private static let order: UInt64 = 0x0102_0304_0506_0708
    private static let fixedWords = 7
    private static let sumWord = fixedWords + keyBytes / 8
    private static let headWords = sumWord + 1
    private static let wordsOfSection = 4

    /// Of sections in their order; `parts` are their numbers, strides and counts, of which the caller has made sure.
    init(_ parts: [(number: Int, stride: Int, count: Int)], buildNanoseconds: Int) {
        var offset = Self.headBytes(of: parts.count)
        sections = parts.map { part in
            defer { offset = Self.aligned(offset + part.stride * part.count) }
            return Section(number: part.number, stride: part.stride, offset: offset, count: part.count)
        }
        length = offset
        self.buildNanoseconds = buildNanoseconds
    }

    /// Bytes of the head and the table, where the first section begins.
    var headBytes: Int { Self.headBytes(of: sections.count) }

    private static func headBytes(of count: Int) -> Int {
        aligned((headWords + wordsOfSection * count) * 8)
    }

    private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

    /// The head of a file whose sections have the sum `sum`, padded.
    func head(key: [UInt8], sum: UInt64) -> [UInt8] {
        precondition(key.count == Self.keyBytes, "the name of an index is a digest")
        var words = [UInt64](repeating: 0, count: headBytes / 8)
        words[0] = Self.mark
        words[1] = Self.format
        words[2] = Self.order
        words[3] = UInt64(length)
        words[4] = UInt64(sections.count)
        words[5] = UInt64(max(buildNanoseconds, 0))
        words[6] = sum
        for (index, section) in sections.enumerated() {
            let numbers = [section.number, section.stride, section.offset, section.count]
            for (place, number) in numbers.enumerated() {
                words[Self.headWords + Self.wordsOfSection * index + place] = UInt64(number)
            }
        }
        words.withUnsafeMutableBytes { bytes in
            for (place, byte) in key.enumerated() { bytes[Self.fixedWords * 8 + place] = byte }
        }
        words[Self.sumWord] = Self.sum(of: words)
        return words.withUnsafeBytes { Array($0) }
    }

    private static func sum(of words: [UInt64]) -> UInt64 {
        var sum = SectionChecksum()
        words.withUnsafeBytes { sum.add($0) }
        return sum.sum
    }

    /// The layout of a file and the sum that its sections have, if its head is whole and belongs to the key; what it says
    /// lies inside the file.
    static func read(_ file: UnsafeRawBufferPointer, key: [UInt8]) -> (layout: SectionLayout, sum: UInt64)? {
        guard file.count >= headWords * 8, key.count == keyBytes else { return nil }
        let word = { file.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
        guard word(0) == mark, word(1) == format, word(2) == order, word(3) == UInt64(file.count),
            word(4) <= UInt64(mostSections)
        else { return nil }
        let count = Int(word(4))
        let headBytes = headBytes(of: count)
        guard file.count >= headBytes, isWhole(file, headBytes, key) else { return nil }
        let sections = (0..<count).compactMap { index -> Section? in
            let first = headWords + wordsOfSection * index
            return section((0..<wordsOfSection).map { word(first + $0) }, after: headBytes, in: file.count)
        }
        guard sections.count == count, Set(sections.map(\.number)).count == count else { return nil }
        return (SectionLayout(sections, length: file.count, nanoseconds: Int(clamping: word(5))), word(6))
    }

    private init(_ sections: [Section], length: Int, nanoseconds: Int) {
        (self.sections, self.length, buildNanoseconds) = (sections, length, nanoseconds)
    }

    private static func isWhole(_ file: UnsafeRawBufferPointer, _ headBytes: Int, _ key: [UInt8]) -> Bool {
        var words = (0..<headBytes / 8).map { file.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
        let sum = words[sumWord]
        words[sumWord] = 0
        return sum == Self.sum(of: words) && file[(fixedWords * 8)..<(sumWord * 8)].elementsEqual(key)
    }

    private static func section(_ words: [UInt64], after head: Int, in length: Int) -> Section? {
        let numbers = words.compactMap { Int(exactly: $0) }
        guard numbers.count == wordsOfSection else { return nil }
        let (stride, offset, count) = (numbers[1], numbers[2], numbers[3])
        let (bytes, overflows) = stride.multipliedReportingOverflow(by: count)
        guard !overflows, stride > 0, stride <= mostStride, offset >= head, offset % alignment == 0,
            offset <= length, bytes <= length - offset
        else { return nil }
        return Section(number: numbers[0], stride: stride, offset: offset, count: count)
    }
}
