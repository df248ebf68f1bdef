import Foundation
import Glibc
import TestSupport
import Testing

@testable import Execution

/// Numbers as a section.
struct ShelfNumbers: SectionDraft.Elements {
    let numbers: [Int32]

    var stride: Int { MemoryLayout<Int32>.stride }
    var count: Int { numbers.count }
    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) { numbers.withUnsafeBytes { body($0) } }
}

/// What several processes have in a folder: another shelf of the same folder stands for another process.
struct ShelfFixture {
    static let key = [UInt8](repeating: 0xA7, count: 32)
    static let numbers = (0..<1000).map { Int32($0 * 7 % 501) }

    let folder = TemporaryFolder()

    var path: String { "\(folder.path)/indexes" }
    var file: String { "indexes/\(IndexShelf.name(Self.key)).index" }

    func shelf(_ maxBytes: Int = 1 << 20) throws -> IndexShelf {
        try IndexShelf(folder: path, maxBytes: maxBytes)
    }

    /// What came of asking for numbers.
    struct Found: Equatable {
        let numbers: [Int32]?
        let isBuilt, isMapped: Bool
    }

    static func found(isBuilt: Bool, isMapped: Bool) -> Found {
        Found(numbers: numbers, isBuilt: isBuilt, isMapped: isMapped)
    }

    /// The numbers of a key, and whether they were made now.
    static func numbers(
        _ shelf: IndexShelf,
        key: [UInt8] = key,
        numbers: [Int32] = numbers,
        seconds: Double = 30,
        building: () throws -> Void = {}
    ) throws -> Found {
        var (isBuilt, isMapped) = (false, false)
        let found = try shelf.value(of: key, context: .background(seconds: seconds)) { file -> [Int32]? in
            guard let bytes = file.section(3, stride: 4) else { return nil }
            let numbers = Array(bytes.bindMemory(to: Int32.self))
            // What the numbers mean: none is above 500.
            guard file.isProven || numbers.allSatisfy({ $0 <= 500 }) else { return nil }
            isMapped = true
            return numbers
        } build: {
            isBuilt = true
            try building()
            return numbers
        } draft: { numbers in
            var draft = SectionDraft()
            draft.add(ShelfNumbers(numbers: [1, 2, 3]), as: 1)
            draft.add(ShelfNumbers(numbers: numbers), as: 3)
            draft.add(ShelfNumbers(numbers: []), as: 4)
            return draft
        }
        return Found(numbers: found, isBuilt: isBuilt, isMapped: isMapped)
    }
}

/// Each index is made once, and mapped by whoever wants it later.
@Suite struct IndexShelfTests {
    private let fixture = ShelfFixture()

    @Test func anIndexIsMadeOnce() throws {
        let (one, other) = (try fixture.shelf(), try fixture.shelf())
        let first = try ShelfFixture.numbers(one)
        #expect(first == ShelfFixture.found(isBuilt: true, isMapped: true))
        for shelf in [other, one, try fixture.shelf()] {
            #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: false, isMapped: true))
        }
        #expect(one[.builds] == 1 && one[.hits] == 3 && one[.damaged] == 0)
        #expect(one[.bytes] == fixture.folder.read(fixture.file)?.count)
    }

    @Test func sectionsLieAsNumbersWantThem() throws {
        let shelf = try fixture.shelf()
        _ = try shelf.value(of: ShelfFixture.key, context: .background(seconds: 30)) { file -> Bool? in
            for (number, count) in [(1, 3), (2, 5), (7, 0)] {
                let bytes = file.section(number, stride: 4)
                #expect(bytes?.count == count * 4)
                #expect(bytes.map { Int(bitPattern: $0.baseAddress) % 64 } == 0)
            }
            #expect(file.section(1, stride: 8) == nil && file.section(9, stride: 4) == nil)
            return true
        } build: {
            true
        } draft: { _ in
            var draft = SectionDraft()
            draft.add(ShelfNumbers(numbers: [1, 2, 3]), as: 1)
            draft.add(ShelfNumbers(numbers: [1, 2, 3, 4, 5]), as: 2)
            draft.add(ShelfNumbers(numbers: []), as: 7)
            return draft
        }
    }

    @Test func filesAreTheirOwnersAlone() throws {
        for _ in 0..<2 { _ = try ShelfFixture.numbers(try fixture.shelf()) }
        var status = stat()
        for (name, mode) in [("indexes", 0o700), (fixture.file, 0o600), ("\(fixture.file).proof", 0o600)] {
            #expect(stat("\(fixture.folder.path)/\(name)", &status) == 0)
            #expect(Int(status.st_mode & 0o777) == mode, "\(name)")
        }
    }

    @Test func whatCannotBeMadeIsNotKept() throws {
        let shelf = try fixture.shelf()
        #expect(throws: Interruption.cancelled) {
            try ShelfFixture.numbers(shelf) { throw Interruption.cancelled }
        }
        let nothing: Int? = try shelf.value(of: ShelfFixture.key, context: .background(seconds: 30)) { _ in
            1
        } build: {
            nil
        } draft: { _ in
            nil
        }
        #expect(nothing == nil && shelf[.builds] == 0)
        #expect(try ShelfFixture.numbers(shelf).isBuilt)
    }

    // Several at once.

    @Test func whoComesWhileAnotherMakesItWaits() throws {
        let (one, other) = (try fixture.shelf(), try fixture.shelf())
        let outcome = Monitor<Bool?>(nil)
        var waiter: WorkerThread?
        let first = try ShelfFixture.numbers(one) {
            waiter = WorkerThread(name: "waiter") {
                let found = try? ShelfFixture.numbers(other)
                outcome.update { $0 = found.map { $0.numbers == ShelfFixture.numbers && !$0.isBuilt } }
            }
        }
        #expect(first.isBuilt)
        let found = outcome.wait(until: .after(seconds: 30)) { $0 }
        waiter?.join()
        #expect(found == true && one[.builds] == 1)
    }

    @Test func whoWaitsForAnotherEndsAtTheDeadline() throws {
        let (one, other) = (try fixture.shelf(), try fixture.shelf())
        _ = try ShelfFixture.numbers(one) {
            #expect(throws: Interruption.deadlinePassed) {
                try ShelfFixture.numbers(other, seconds: 0.05) { Issue.record("made twice") }
            }
        }
        #expect(try ShelfFixture.numbers(other).isBuilt == false)
    }

    @Test func otherKeysAreMadeMeanwhile() throws {
        let (one, other) = (try fixture.shelf(), try fixture.shelf())
        let key = [UInt8](repeating: 0x11, count: 32)
        _ = try ShelfFixture.numbers(one) {
            let found = try ShelfFixture.numbers(other, key: key, seconds: 10)
            #expect(found.isBuilt)
        }
        #expect(one[.builds] == 2)
    }

    /// A process that is killed while it makes one leaves its lock to whoever waits, and a piece of a file.
    @Test func theLockOfTheDeadIsFree() throws {
        let shelf = try fixture.shelf()
        let lock = "\(fixture.path)/lock-a7"
        let killed = Command.run(["sh", "-c", "exec 9>'\(lock)'; flock 9; kill -9 $$"])
        #expect(killed == 128 + SIGKILL)
        fixture.folder.write("half a file", to: "\(fixture.file).new")
        let found = try ShelfFixture.numbers(shelf, seconds: 10)
        #expect(found == ShelfFixture.found(isBuilt: true, isMapped: true))
        #expect(fixture.folder.read("\(fixture.file).new") == nil)
    }

    // Room.

    @Test func whatWasUsedTheLongestAgoGoesFirst() throws {
        let one = try ShelfFixture.numbers(try fixture.shelf())
        #expect(one.isMapped)
        let length = try #require(fixture.folder.read(fixture.file)?.count)
        let shelf = try fixture.shelf(length * 2 + length / 2)
        let keys = [0xA7, 0x22, 0x33].map { [UInt8](repeating: $0, count: 32) }
        _ = try ShelfFixture.numbers(shelf, key: keys[1])
        // The first is used later than the second.
        for (key, age) in [(keys[0], 1000), (keys[1], 5000)] {
            // A proof is written by whoever reads a file that is some time old.
            for path in [shelf.path(of: key), IndexShelf.proof(of: shelf.path(of: key))]
            where path == shelf.path(of: key) || access(path, F_OK) == 0 {
                var times = [timespec(tv_sec: time(nil) - age, tv_nsec: 0), timespec()]
                times[1] = times[0]
                #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
            }
        }
        // A time that was set is a change of the file: it is looked at again.
        #expect(try ShelfFixture.numbers(shelf, key: keys[0]).isBuilt == false)
        // What is not the shelf's own does not count, and stays.
        let others = ["chr1.index", "\(String(repeating: "A", count: 64)).index", "notes.new"]
        for name in others {
            fixture.folder.write([UInt8](repeating: 1, count: 4 * length), to: "indexes/\(name)")
        }
        _ = try ShelfFixture.numbers(shelf, key: keys[2])
        #expect(shelf[.evictions] == 1 && shelf[.bytes] == 2 * length)
        #expect(others.allSatisfy { fixture.folder.read("indexes/\($0)") != nil })
        #expect(try ShelfFixture.numbers(shelf, key: keys[0]).isBuilt == false)
        #expect(try ShelfFixture.numbers(shelf, key: keys[1]).isBuilt)
    }

    @Test func whatIsLargerThanAllOfItStaysInMemory() throws {
        let shelf = try fixture.shelf(2000)
        #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: true, isMapped: false))
        #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: true, isMapped: false))
        #expect(fixture.folder.read(fixture.file) == nil && shelf[.bytes] == 0)
    }

    // Folders.

    @Test func aFolderThatVanishesIsMadeAgain() throws {
        let shelf = try fixture.shelf()
        _ = Command.run(["rm", "-rf", fixture.path])
        #expect(try ShelfFixture.numbers(shelf) == ShelfFixture.found(isBuilt: true, isMapped: true))
    }

    @Test func foldersOfOthersAreNotUsed() throws {
        let path = fixture.folder.path
        let fault = { (name: String) -> ShelfFault? in
            do throws(ShelfFault) {
                _ = try IndexShelf(folder: "\(path)/\(name)", maxBytes: 1 << 20)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault("nowhere/indexes") == .system(path: "\(path)/nowhere/indexes", code: ENOENT))
        fixture.folder.write("a file", to: "file")
        #expect(fault("file") == .notFolder(path: "\(path)/file"))
        symlink("/tmp", "\(path)/link")
        #expect(fault("link") == .notFolder(path: "\(path)/link"))
        mkdir("\(path)/open", 0o700)
        chmod("\(path)/open", 0o777)
        #expect(fault("open") == .open(path: "\(path)/open"))
        let other = geteuid() + 1
        mkdir("\(path)/own", 0o700)
        #expect(
            IndexShelf.fault(of: "\(path)/own", user: other)
                == .owner(path: "\(path)/own", owner: geteuid(), user: other)
        )
    }

    /// Who looks only leaves everything as it is, and no folder where there was none.
    @Test func whoLooksOnlyChangesNothing() throws {
        #expect(throws: ShelfFault.system(path: fixture.path, code: ENOENT)) {
            try IndexShelf(reading: fixture.path, maxBytes: 1 << 20)
        }
        #expect(access(fixture.path, F_OK) != 0)
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let names = { Set((try? FileManager.default.contentsOfDirectory(atPath: fixture.path)) ?? []) }
        let before = names()
        #expect(before.count == 3)
        let looker = try IndexShelf(reading: fixture.path, maxBytes: 1 << 20)
        #expect(try ShelfFixture.numbers(looker) == ShelfFixture.found(isBuilt: false, isMapped: true))
        let key = [UInt8](repeating: 0x12, count: 32)
        #expect(
            try ShelfFixture.numbers(looker, key: key) == ShelfFixture.found(isBuilt: true, isMapped: false)
        )
        fixture.folder.write("damaged", to: fixture.file)
        #expect(try ShelfFixture.numbers(looker) == ShelfFixture.found(isBuilt: true, isMapped: false))
        #expect(names() == before && fixture.folder.read(fixture.file) == Array("damaged".utf8))
        #expect(shelf[.builds] == 1 && shelf[.damaged] == 0)
    }

    @Test func whyNothingCanBeKeptIsTold() throws {
        let causes = Monitor<[IndexShelf.Notice]>([])
        let shelf = try IndexShelf(folder: fixture.path, maxBytes: 1 << 20) { notice in
            causes.update { $0.append(notice) }
        }
        _ = try ShelfFixture.numbers(shelf)
        #expect(causes.withLock { $0 }.isEmpty)
        // A folder that is not empty stands in a file's place.
        let key = [UInt8](repeating: 0x55, count: 32)
        mkdir(shelf.path(of: key), 0o700)
        mkdir("\(shelf.path(of: key))/below", 0o700)
        #expect(
            try ShelfFixture.numbers(shelf, key: key) == ShelfFixture.found(isBuilt: true, isMapped: false)
        )
        let path = shelf.path(of: key)
        let cause = "\(path): \(String(cString: strerror(EISDIR)))"
        #expect(causes.withLock { $0 } == [.failing(cause: cause)])
        rmdir("\(shelf.path(of: key))/below")
        #expect(
            try ShelfFixture.numbers(shelf, key: key) == ShelfFixture.found(isBuilt: true, isMapped: true)
        )
        #expect(causes.withLock { $0.dropFirst() } == [.working])
    }

    @Test func whatHasNoRoomIsTold() throws {
        let notices = Monitor<[IndexShelf.Notice]>([])
        let shelf = try IndexShelf(folder: fixture.path, maxBytes: 2000) { notice in
            notices.update { $0.append(notice) }
        }
        _ = try ShelfFixture.numbers(shelf)
        // The head, three numbers and a thousand, each filled up to a multiple of 64 bytes.
        #expect(notices.withLock { $0 } == [.tooLarge(bytes: 192 + 64 + 4032, most: 2000)])
    }

    // What is mapped.

    @Test(arguments: ["cut", "written over", "one bit", "its time set"])
    func aMappedFileThatIsChangedIsSeen(_ change: String) throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let path = shelf.path(of: ShelfFixture.key)
        let file = try MappedFile(path, most: 1 << 20)
        #expect(file.isUnchanged)
        // The clock of the file system has to move first.
        var (first, now) = (stat(), stat())
        #expect(stat(path, &first) == 0)
        repeat {
            fixture.folder.write("a moment", to: "clock")
            #expect(stat("\(fixture.folder.path)/clock", &now) == 0)
        } while (now.st_mtim.tv_sec, now.st_mtim.tv_nsec) == (first.st_ctim.tv_sec, first.st_ctim.tv_nsec)
        let descriptor = open(path, O_RDWR)
        defer { close(descriptor) }
        switch change {
        case "cut": #expect(ftruncate(descriptor, 500) == 0)
        case "written over": #expect(pwrite(descriptor, [UInt8](repeating: 7, count: 900), 900, 100) == 900)
        case "one bit": #expect(pwrite(descriptor, [1], 1, 2000) == 1)
        default: #expect(futimens(descriptor, [first.st_mtim, first.st_mtim]) == 0)
        }
        #expect(!file.isUnchanged)
    }

    /// An index that others push out is as good as before.
    @Test func aMappedFileWithoutItsNameIsUnchanged() throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        let file = try MappedFile(shelf.path(of: ShelfFixture.key), most: 1 << 20)
        unlink(shelf.path(of: ShelfFixture.key))
        #expect(file.isUnchanged)
    }

    /// After a process has died of an index nothing is believed without a look.
    @Test func proofsAreTakenAway() throws {
        let shelf = try fixture.shelf()
        _ = try ShelfFixture.numbers(shelf)
        _ = try ShelfFixture.numbers(shelf)
        #expect(fixture.folder.read("\(fixture.file).proof") != nil)
        IndexShelf.disprove(fixture.path)
        #expect(fixture.folder.read("\(fixture.file).proof") == nil)
        #expect(fixture.folder.read(fixture.file) != nil)
    }
}
