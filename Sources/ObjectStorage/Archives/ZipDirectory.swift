internal import JSON

/// What a zip archive holds: its central directory, read (APPNOTE.TXT 6.3, sections 4.3.12 to 4.3.16).
struct ZipDirectory: Sendable {
    struct Entry: Sendable, Equatable {
        enum Method: Sendable, Equatable {
            case stored, deflated
            case encrypted
            /// Packed in another way, by its number (section 4.4.5).
            case other(UInt16)
        }

        let method: Method
        let checksum: UInt32
        /// In the archive, and as it comes out.
        let packedBytes: Int
        let bytes: Int
        /// Of the local header, which the data follow.
        let offset: Int
        /// Bytes of the name in the local header.
        let nameBytes: Int
    }

    /// By name; of two entries of one name the later one.
    private(set) var entries: [ExactText: Entry] = [:]

    /// More bytes of directory than these are no archive that a server should open.
    static let maxBytes = 64 << 20
    /// A million chunks; each takes some hundred bytes.
    static let maxEntries = 1 << 20
    /// Where the directory's end is looked for: its record and the longest comment.
    static let tailBytes = 22 + 65535

    /// Where the central directory is.
    struct Place: Equatable {
        /// As it is written: counted from where the archive once began.
        let offset: Int
        let count: Int
        /// Where what follows the directory begins, counted from the first byte.
        let end: Int
        /// Where the record of 64-bit sizes may be, which must be read first; empty when there is none.
        var wide: [Int] = []

        /// Bytes in front of the archive, such as a program that unpacks it: what offsets have to be moved by.
        var shift: Int { end - count - offset }
    }

    /// Of the record of 64-bit sizes, without what may extend it (section 4.3.14).
    static let wideBytes = 56
    private static let locatorBytes = 20

    /// Finds the directory by the end of an archive of `length` bytes.
    static func place(inTail tail: UnsafeRawBufferPointer, length: Int) throws(ZipFault) -> Place {
        var start = tail.count - 22
        while start >= 0, !isEnd(tail, start) { start -= 1 }
        guard start >= 0 else { throw .notAnArchive }
        let count = Int(tail.number(start + 12, UInt32.self) ?? 0)
        let offset = Int(tail.number(start + 16, UInt32.self) ?? 0)
        let end = length - tail.count + start
        var place = Place(offset: offset, count: count, end: end)
        let locator = start - locatorBytes
        if tail.number(locator, UInt32.self) == 0x0706_4B50, let wide = tail.number(locator + 8, UInt64.self)
        {
            guard let wide = Int(exactly: wide), wide <= length - wideBytes else { throw .damaged }
            // Of an archive that something was put in front of, right in front of its locator.
            let moved = end - locatorBytes - wideBytes
            place.wide = wide == moved || moved < 0 ? [wide] : [wide, moved]
        } else {
            try place.check(length)
        }
        return place
    }

    /// Whether the end record stands here: a comment may hold its signature too, but then it does not end where it says.
    private static func isEnd(_ tail: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard tail.number(start, UInt32.self) == 0x0605_4B50,
            let comment = tail.number(start + 20, UInt16.self)
        else { return false }
        return start + 22 + Int(comment) == tail.count
    }

    /// Reads the record of 64-bit sizes, found at `start`.
    static func place(
        inWide record: UnsafeRawBufferPointer,
        at start: Int,
        length: Int
    ) throws(ZipFault) -> Place {
        guard record.number(0, UInt32.self) == 0x0606_4B50, let count = record.number(40, UInt64.self),
            let offset = record.number(48, UInt64.self), let count = Int(exactly: count),
            let offset = Int(exactly: offset)
        else { throw .damaged }
        let place = Place(offset: offset, count: count, end: start)
        try place.check(length)
        return place
    }

    /// Reads the directory of an archive of `length` bytes, whose offsets count from its byte `shift`.
    init(_ bytes: UnsafeRawBufferPointer, length: Int, shift: Int) throws(ZipFault) {
        var start = 0
        while start < bytes.count {
            guard bytes.number(start, UInt32.self) == 0x0201_4B50,
                let flags = bytes.number(start + 8, UInt16.self),
                let code = bytes.number(start + 10, UInt16.self),
                let checksum = bytes.number(start + 16, UInt32.self),
                let nameBytes = bytes.number(start + 28, UInt16.self).map({ Int($0) }),
                let extraBytes = bytes.number(start + 30, UInt16.self).map({ Int($0) }),
                let commentBytes = bytes.number(start + 32, UInt16.self).map({ Int($0) }),
                let name = bytes.part(start + 46, nameBytes),
                let extra = bytes.part(start + 46 + nameBytes, extraBytes)
            else { throw .damaged }
            var wide = ZipWideNumbers(extra)
            let size = try wide.number(bytes, start + 24)
            let packed = try wide.number(bytes, start + 20)
            let (offset, overflows) = try wide.number(bytes, start + 42).addingReportingOverflow(shift)
            start += 46 + nameBytes + extraBytes + commentBytes
            guard let text = String(validating: name, as: UTF8.self), !text.hasSuffix("/") else { continue }
            let method: Entry.Method =
                flags & 1 != 0 ? .encrypted : code == 0 ? .stored : code == 8 ? .deflated : .other(code)
            guard !overflows, offset <= length, packed <= length - offset, method != .stored || packed == size
            else {
                throw .damaged
            }
            guard entries.count < Self.maxEntries else {
                throw .tooLarge(what: "entries", count: entries.count + 1, limit: Self.maxEntries)
            }
            entries[ExactText(text)] = Entry(
                method: method,
                checksum: checksum,
                packedBytes: packed,
                bytes: size,
                offset: offset,
                nameBytes: nameBytes
            )
        }
    }
}

extension ZipDirectory.Place {
    fileprivate func check(_ length: Int) throws(ZipFault) {
        guard offset >= 0, count >= 0, offset <= length, count <= length - offset, offset + count <= end
        else {
            throw .damaged
        }
        guard count <= ZipDirectory.maxBytes else {
            throw .tooLarge(what: "bytes", count: count, limit: ZipDirectory.maxBytes)
        }
    }
}

/// Why an archive cannot be read.
enum ZipFault: Error, Equatable {
    case notAnArchive
    case damaged
    /// `what` of the directory, such as entries, are more than are read.
    case tooLarge(what: String, count: Int, limit: Int)
}

/// Numbers that did not fit into the 32 bits of their fields, in the order of the fields (section 4.5.3).
private struct ZipWideNumbers {
    private let extra: UnsafeRawBufferPointer
    private var next = 0

    init(_ extra: UnsafeRawBufferPointer) {
        var start = 0
        while let id = extra.number(start, UInt16.self), let count = extra.number(start + 2, UInt16.self) {
            if id == 1, let field = extra.part(start + 4, Int(count)) {
                self.extra = field
                return
            }
            start += 4 + Int(count)
        }
        self.extra = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// The number of a field, from here if the field says so.
    mutating func number(_ bytes: UnsafeRawBufferPointer, _ place: Int) throws(ZipFault) -> Int {
        guard let field = bytes.number(place, UInt32.self) else { throw .damaged }
        guard field == .max else { return Int(field) }
        guard let wide = extra.number(next, UInt64.self).flatMap({ Int(exactly: $0) }) else { throw .damaged }
        next += 8
        return wide
    }
}

extension UnsafeRawBufferPointer {
    /// A little-endian number; nil where it would reach beyond the end.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int, _ type: Number.Type) -> Number? {
        guard place >= 0, place <= count - MemoryLayout<Number>.size else { return nil }
        return Number(littleEndian: loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    /// So many bytes from a place on; nil where there are fewer.
    func part(_ place: Int, _ length: Int) -> UnsafeRawBufferPointer? {
        guard place >= 0, place <= count, length <= count - place else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[place..<(place + length)])
    }
}
