import Execution
import Glibc
import Testing

@testable import Operations

@Suite struct RequestRefusalTests {
    private static func board() throws -> WorkerBoard {
        let descriptor = try SharedFile.open(orIn: "/tmp")
        defer { close(descriptor) }
        try WorkerBoard.prepare(descriptor: descriptor)
        return try #require(WorkerBoard(descriptor: descriptor))
    }

    private static let now = Deadline(nanoseconds: 1_000_000_000_000)
    private static let request = HeldRequest(digest: 77, text: "GET /x?y")

    @Test func whatADeadWorkerHeldIsKnown() throws {
        let scores = WorkerScores(board: try Self.board(), place: 3)
        #expect(scores.board.suspects(place: 3).isEmpty)
        scores.hold(5, method: "GET", target: "/a?b=c", thread: 0)
        scores.hold(6, method: "POST", target: "/" + String(repeating: "x", count: 500), thread: 575)
        scores.hold(7, method: "GET", target: "/gone", thread: 2)
        scores.end(thread: 2, group: 0, forgiven: nil)
        scores.hold(8, method: "GET", target: "/nowhere", thread: 576)
        let long = "POST /" + String(repeating: "x", count: WorkerBoard.textBytes - 6)
        #expect(
            scores.board.suspects(place: 3)
                == [HeldRequest(digest: 5, text: "GET /a?b=c"), HeldRequest(digest: 6, text: long)]
        )
        #expect(scores.board.suspects(place: 2).isEmpty && scores.board.suspects(place: 256).isEmpty)
    }

    /// A thread that faulted says so itself; the others were only beside it.
    @Test func theFaultingThreadIsTheCulprit() throws {
        let board = try Self.board()
        for thread in 0..<3 {
            board.hold(UInt64(thread + 1), method: "GET", target: "/\(thread)", place: 0, thread: thread)
        }
        let word = try #require(board.faultWord(place: 0, thread: 1))
        word.storeBytes(of: 1, as: UInt64.self)
        #expect(board.suspects(place: 0) == [HeldRequest(digest: 2, text: "GET /1")])
        // The next request of the thread begins without.
        board.hold(9, method: "GET", target: "/", place: 0, thread: 1)
        #expect(board.suspects(place: 0).map(\.digest) == [1, 9, 3])
    }

    @Test func threadsAreCountedByGroup() throws {
        let scores = WorkerScores(board: try Self.board(), place: 1)
        scores.begin(thread: 0, group: 0, waitedNanoseconds: 5)
        scores.begin(thread: 1, group: 0, waitedNanoseconds: 7)
        scores.begin(thread: 20, group: 1, waitedNanoseconds: 0)
        scores.end(thread: 0, group: 0, forgiven: nil)
        scores.begin(thread: 0, group: 3, waitedNanoseconds: 5)
        func score(_ group: Int) -> GroupScore { scores.board.score(of: group, place: 1) }
        #expect(score(0) == GroupScore(busy: 1, begun: 2, waitedNanoseconds: 12))
        #expect(score(1) == GroupScore(busy: 1, begun: 1, waitedNanoseconds: 0))
        #expect(score(2) == GroupScore() && score(3) == GroupScore())
    }

    /// From the third death on, for 30 s, 60 s, … an hour.
    @Test(arguments: [(1, nil), (2, nil), (3, 30.0), (4, 60), (5, 120), (9, 1920), (10, 3600), (1000, 3600)])
    func refusalsDouble(deaths: Int, seconds: Double?) {
        #expect(WorkerBoard.refusal(after: deaths) == seconds)
    }

    @Test func theThirdDeathRefuses() throws {
        let board = try Self.board()
        for deaths in 1...3 {
            #expect(board.refusedSeconds(77, at: Self.now) == nil)
            #expect(board.addDeath(over: Self.request, at: Self.now)?.deaths == deaths)
        }
        #expect(board.refusedSeconds(77, at: Self.now) == 30)
        #expect(board.refusedSeconds(77, at: Self.now.later(bySeconds: 29)) == 1)
        #expect(board.refusedSeconds(78, at: Self.now) == nil)
        // Then it is tried once more, and one more death is enough.
        let later = Self.now.later(bySeconds: 30)
        #expect(board.refusedSeconds(77, at: later) == nil)
        board.addDeath(over: Self.request, at: later)
        #expect(board.refusedSeconds(77, at: later) == 60)
        #expect(
            board.suspectedRequests(at: later)
                == [
                    SuspectedRequest(
                        request: Self.request,
                        deaths: 4,
                        refusedUntil: later.later(bySeconds: 60)
                    )
                ]
        )
    }

    @Test func anAnswerForgives() throws {
        let board = try Self.board()
        for _ in 0..<3 { board.addDeath(over: Self.request, at: Self.now) }
        board.forgive(78)
        #expect(board.refusedSeconds(77, at: Self.now) == 30)
        board.forgive(77)
        #expect(
            board.refusedSeconds(77, at: Self.now) == nil && board.suspectedRequests(at: Self.now).isEmpty
        )
        #expect(board.addDeath(over: Self.request, at: Self.now)?.deaths == 1)
        board.removeRefusals()
        #expect(board.suspectedRequests(at: Self.now).isEmpty)
    }

    @Test func theTableIsBoundedAndForgetsTheOldest() throws {
        let board = try Self.board()
        for number in 0..<200 {
            let moment = Self.now.later(bySeconds: Double(number))
            board.addDeath(over: HeldRequest(digest: UInt64(number + 1), text: ""), at: moment)
        }
        let kept = board.suspectedRequests(at: Self.now).map(\.request.digest)
        #expect(kept.sorted() == (137...200).map { UInt64($0) })
    }

    @Test(arguments: [
        ("GET /x?y", "GET /x?y"), ("GET /s/abc.def/wms?a=/s/x", "GET /s/…/wms?a=/s/…"), ("", ""),
        ("GET /p/s/TOKEN", "GET /p/s/…"),
    ])
    func tokensOfAddressesAreNotTold(text: String, shown: String) {
        #expect(RequestText.shown(text) == shown)
    }

    @Test func namesHaveSixteenDigits() {
        #expect(RequestText.name(HeldRequest(digest: 255, text: "")) == "00000000000000ff")
        #expect(RequestText.name(HeldRequest(digest: .max, text: "")) == "ffffffffffffffff")
    }
}
