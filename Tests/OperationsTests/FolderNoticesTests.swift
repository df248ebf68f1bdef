import Catalogue
import Execution
import TestSupport
import Testing

@testable import Operations

@Suite struct FolderNoticesTests {
    private let folder = TemporaryFolder()
    private let heads = RefTable()
    private let lines = Monitor<[String]>([])

    /// One of the workers of a host, which share `heads`.
    private func worker() -> Spool {
        let lines = lines
        let notices = FolderNotices(name: "spool", folder: "F", board: NoticeBoard(heads, generation: 1)) {
            name,
            facts in
            lines.withLock { $0.append(([name] + facts.map { "\($0)=\($1)" }).joined(separator: " ")) }
        }
        return Spool(directory: "\(folder.path)/spool") { notices.note($0?.description) }
    }

    private func use(_ spool: Spool) throws(SpoolError) {
        let bytes = [UInt8](repeating: 1, count: 100)
        let file = try spool.open()
        do {
            try bytes.withUnsafeBytes { try file.append($0) }
        } catch let error as SpoolError {
            throw error
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func aFolderThatIsGoneIsToldOnceAndHealsByItself() throws {
        let (one, other) = (worker(), worker())
        for spool in [one, other, one] {
            #expect(throws: SpoolError.system(errno: 2)) { try use(spool) }
        }
        #expect(other.problem() == .system(errno: 2))
        #expect(lines.withLock { $0 } == ["spool_failing folder=F cause=No such file or directory"])
        folder.write([], to: "spool/file")
        try use(one)
        try use(other)
        try use(one)
        #expect(lines.withLock { $0.dropFirst() } == ["spool_working folder=F"])
        #expect(one.problem() == nil)
    }

    /// All that waits on disk is bounded: that is nothing to tell of the folder.
    @Test func theBoundOfItsOwnIsNoTrouble() {
        let lines = lines
        let spool = Spool(directory: "/tmp", maxBytes: 10) { error in
            lines.withLock { $0.append(error?.description ?? "works") }
        }
        #expect(throws: SpoolError.full(limit: 10)) { try use(spool) }
        #expect(spool.problem() == nil)
        #expect(lines.withLock { $0 } == ["works"])
    }
}
