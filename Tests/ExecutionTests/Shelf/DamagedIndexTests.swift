import Glibc
import TestSupport
import Testing

@testable import Execution

/// What stands in an index's place and is not one is found, taken away and made again; whatever it says, nothing traps.
@Suite struct DamagedIndexTests {
    struct Damage: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable ([UInt8]) -> [UInt8]?

        init(_ name: String, _ make: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
            (testDescription, self.make) = (name, make)
        }

        /// Another number in the head or the table, with the sum of the head made right again.
        init(word: Int, _ value: UInt64, _ name: String) {
            self.init(name) { bytes in
                var words = stride(from: 0, to: bytes.count, by: 8).map { offset in
                    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
                }
                words[word] = value
                words[11] = 0
                let headBytes = (12 + 4 * 3) * 8 / 64 * 64 + ((12 + 4 * 3) * 8 % 64 == 0 ? 0 : 64)
                var sum = SectionChecksum()
                words.prefix(headBytes / 8).withUnsafeBytes { sum.add($0) }
                words[11] = sum.sum
                return words.withUnsafeBytes { Array($0) }
            }
        }
    }

    private static let flips = [0, 8, 16, 24, 32, 40, 48, 56, 87, 88, 96, 130, 255, 256, 300, 2000, 4000]

    static let damages: [Damage] =
        [
            Damage("empty") { _ in [] },
            Damage("one byte") { Array($0.prefix(1)) },
            Damage("its head alone") { Array($0.prefix(192)) },
            Damage("a part of its head") { Array($0.prefix(90)) },
            Damage("half") { Array($0.prefix($0.count / 2)) },
            Damage("without its last byte") { Array($0.dropLast()) },
            Damage("a byte too long") { $0 + [0] },
            Damage("zeros") { [UInt8](repeating: 0, count: $0.count) },
            Damage("something else") { _ in Array("no index at all".utf8) },
            Damage(word: 0, 7, "another mark"),
            Damage(word: 1, 2, "another format"),
            Damage(word: 2, 0x0807_0605_0403_0201, "another byte order"),
            Damage(word: 3, 1 << 40, "another length"),
            Damage(word: 4, 1 << 20, "very many sections"),
            Damage(word: 4, .max, "more sections than can be counted"),
            Damage(word: 6, 0, "another sum"),
            Damage(word: 7, 0, "another key"),
            Damage(word: 12, 3, "two sections of one number"),
            Damage(word: 13, 0, "elements of no bytes"),
            Damage(word: 13, .max, "elements of all bytes"),
            Damage(word: 13, 1 << 40, "large elements"),
            Damage(word: 14, 0, "a section in the head"),
            Damage(word: 14, 193, "a section at an odd place"),
            Damage(word: 14, 1 << 40, "a section behind the end"),
            Damage(word: 14, .max - 63, "a section at the end of all numbers"),
            Damage(word: 15, 1 << 40, "more elements than the file has"),
            Damage(word: 15, .max, "more elements than can be counted"),
            Damage(word: 19, 1 << 61, "a product that overflows"),
        ]
        + flips.map { place in
            Damage("bit \(place % 8) of byte \(place)") { bytes in
                var bytes = bytes
                bytes[place] ^= 1 << UInt8(place % 8)
                return bytes
            }
        }

    private let fixture = ShelfFixture()

    private func expectMadeAgain(_ shelf: IndexShelf, _ damage: String) throws {
        let found = try ShelfFixture.numbers(shelf)
        #expect(found.numbers == ShelfFixture.numbers && found.isBuilt, "\(damage)")
        #expect(shelf[.builds] == 2 && shelf[.damaged] == 1, "\(damage)")
        #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: false, isMapped: true))
    }

    @Test(arguments: damages)
    func whatIsDamagedIsMadeAgain(_ damage: Damage) throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let whole = try #require(fixture.folder.read(fixture.file))
        let other = try #require(damage.make(whole))
        #expect(other != whole)
        fixture.folder.write(other, to: fixture.file)
        try expectMadeAgain(shelf, damage.testDescription)
    }

    /// A file of the right sum whose numbers mean nothing.
    @Test func whatMakesNoSenseIsMadeAgain() throws {
        let shelf = try fixture.shelf()
        var draft = SectionDraft()
        draft.add(ShelfNumbers(numbers: [501]), as: 3)
        let layout = draft.layout(buildNanoseconds: 1)
        var bytes = layout.head(key: ShelfFixture.key, sum: draft.sum)
        bytes += [0xF5, 1, 0, 0] + [UInt8](repeating: 0, count: 60)
        #expect(bytes.count == layout.length)
        fixture.folder.write(bytes, to: fixture.file)
        let found = try ShelfFixture.numbers(shelf)
        #expect(found.numbers == ShelfFixture.numbers && found.isBuilt && shelf[.damaged] == 1)
    }

    @Test func theKeyCountsNotTheName() throws {
        let shelf = try fixture.shelf()
        let key = [UInt8](repeating: 0x44, count: 32)
        _ = try ShelfFixture.numbers(shelf, key: key, numbers: [9])
        #expect(rename(shelf.path(of: key), shelf.path(of: ShelfFixture.key)) == 0)
        try expectMadeAgain(shelf, "another's file")
    }

    @Test(arguments: ["a pipe", "a folder", "a link", "a file that others may write"])
    func whatIsNoFileIsReplaced(_ kind: String) throws {
        let shelf = try fixture.shelf()
        let path = shelf.path(of: ShelfFixture.key)
        _ = try ShelfFixture.numbers(shelf)
        let whole = try #require(fixture.folder.read(fixture.file))
        if kind != "a file that others may write" { unlink(path) }
        switch kind {
        case "a pipe": #expect(mkfifo(path, 0o600) == 0)
        case "a folder": #expect(mkdir(path, 0o700) == 0)
        case "a link":
            fixture.folder.write(whole, to: "elsewhere")
            #expect(symlink("\(fixture.folder.path)/elsewhere", path) == 0)
        default: #expect(chmod(path, 0o666) == 0)
        }
        #expect(
            try ShelfFixture.numbers(shelf, seconds: 10) == ShelfFixture.found(isBuilt: true, isMapped: true)
        )
        // What a link leads to is nobody's business.
        #expect(kind != "a link" || fixture.folder.read("elsewhere") == whole)
    }

    /// A file that was looked at is believed until it changes; a proof is of one file in one state.
    @Test func aProofHoldsUntilTheFileChanges() throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let path = shelf.path(of: ShelfFixture.key)
        let isProven = { () throws -> Bool in
            let file = try MappedFile(path, most: 1 << 20)
            return shelf.isProven(file, ShelfFixture.key)
        }
        #expect(try !isProven(), "nobody has looked at it")
        // A proof from the moment of the change proves nothing; one of a minute later does.
        shelf.prove(try MappedFile(path, most: 1 << 20), ShelfFixture.key)
        #expect(try !isProven())
        age(IndexShelf.proof(of: path), by: 60)
        #expect(try isProven())
        let proof = try #require(fixture.folder.read("\(fixture.file).proof"))
        var other = try #require(fixture.folder.read(fixture.file))
        other[300] ^= 1
        unlink(path)
        fixture.folder.write(other, to: fixture.file)
        #expect(try !isProven(), "another file")
        try expectMadeAgain(shelf, "the proof of the file before")
        fixture.folder.write(proof, to: "\(fixture.file).proof")
        age(IndexShelf.proof(of: path), by: 60)
        #expect(try !isProven(), "the proof of the file before")
        #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: false, isMapped: true))
    }

    /// Makes a file so many seconds younger.
    private func age(_ path: String, by seconds: Int) {
        let moment = timespec(tv_sec: time(nil) + seconds, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path, [moment, moment], 0) == 0)
    }

    /// What is mapped is not what is proven: a file that was cut meanwhile is read as the disk has it.
    @Test func aFileThatShrinksWhileItIsLookedAtIsNoIndex() throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let path = shelf.path(of: ShelfFixture.key)
        let mapped = try MappedFile(path, most: 1 << 20)
        var sum = SectionChecksum()
        #expect(mapped.read(from: 192) { sum.add($0) })
        #expect(truncate(path, 192) == 0)
        #expect(!mapped.read(from: 192) { _ in })
        for isProven in [true, false] {
            #expect(SectionFile(mapped, path: path, key: ShelfFixture.key, isProven: isProven) == nil)
        }
    }

    @Test func aSingleWrongWordChangesTheSum() {
        var random = SplitMix(state: 5)
        for count in [1, 31, 32, 33, 64, 1000] {
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let sum = { (bytes: [UInt8]) -> UInt64 in
                var sum = SectionChecksum()
                bytes.withUnsafeBytes { sum.add($0, paddedTo: 64) }
                return sum.sum
            }
            let right = sum(bytes)
            for place in bytes.indices {
                bytes[place] ^= 1 << UInt8(place % 8)
                #expect(sum(bytes) != right)
                bytes[place] ^= 1 << UInt8(place % 8)
            }
            #expect(sum(bytes) == right)
        }
    }
}
