import Catalogue
import Execution
import Failures
import Glibc
import Testing

@testable import Operations

@Suite struct WorkerBoardTests {
    private static func descriptor() throws -> Int32 { try SharedFile.open(orIn: "/tmp") }

    private static func board() throws -> WorkerBoard {
        let descriptor = try descriptor()
        defer { close(descriptor) }
        try WorkerBoard.prepare(descriptor: descriptor)
        return try #require(WorkerBoard(descriptor: descriptor))
    }

    @Test func aFileThatIsNoBoardIsNone() throws {
        let descriptor = try Self.descriptor()
        defer { close(descriptor) }
        #expect(WorkerBoard(descriptor: descriptor) == nil)
        try WorkerBoard.prepare(descriptor: descriptor)
        var format: UInt64 = 7
        #expect(pwrite(descriptor, &format, 8, 0) == 8)
        #expect(WorkerBoard(descriptor: descriptor) == nil)
    }

    @Test func heartsBeatInTheirPlaces() throws {
        let board = try Self.board()
        #expect(board.lastBeat(place: 3) == nil)
        board.beat(place: 3, isStuck: true, at: Deadline(nanoseconds: 77))
        #expect(board.lastBeat(place: 3) == Deadline(nanoseconds: 77))
        #expect(board.isStuck(place: 3))
        #expect(board.lastBeat(place: 2) == nil && board.lastBeat(place: 4) == nil)
        board.clear(place: 3)
        #expect(board.lastBeat(place: 3) == nil && !board.isStuck(place: 3))
        board.beat(place: -1, isStuck: false, at: .now)
        board.beat(place: WorkerBoard.places, isStuck: false, at: .now)
    }

    @Test func theSupervisorSeesThatNobodyCanSignIn() throws {
        let board = try Self.board()
        #expect(!board.loginFails(place: 3))
        board.setLoginFails(true, place: 3)
        #expect(board.loginFails(place: 3) && !board.loginFails(place: 2) && !board.loginFails(place: 4))
        #expect(!board.isStuck(place: 3) && board.memory(place: 3) == 0 && board.openings(place: 3).isEmpty)
        board.setLoginFails(false, place: 3)
        #expect(!board.loginFails(place: 3))
        board.setLoginFails(true, place: WorkerBoard.places)
    }

    @Test func theSupervisorSeesWhatIsBeingOpened() throws {
        let board = try Self.board()
        let trials = OpeningTrials(board: board, place: 5)
        try open(trials, "outer") {
            try open(trials, "inner.group") {
                #expect(Set(board.openings(place: 5).map(\.text)) == ["outer", "inner.group"])
            }
            #expect(board.openings(place: 5) == [DatasetKey("outer")])
        }
        #expect(board.openings(place: 5).isEmpty)
        #expect(board.openings(place: 6).isEmpty)
    }

    /// An opening that waits for its store does no harm; one of which another thread goes on may.
    @Test func whatOnlyWaitsIsNotBusy() throws {
        let board = try Self.board()
        let trials = OpeningTrials(board: board, place: 5)
        let context = WorkContext(deadline: .after(seconds: 60))
        func busy() -> [String] { board.openings(place: 5).map(\.text) }
        try open(trials, "d", context: context) {
            #expect(busy() == ["d"])
            try context.waiting { () throws(Interruption) in
                #expect(busy() == [])
                context.branch().busy { #expect(busy() == ["d"]) }
                #expect(busy() == [])
            }
            context.limited(to: .after(seconds: 1)).idle { #expect(busy() == []) }
            #expect(busy() == ["d"])
        }
        #expect(busy() == [])
    }

    /// 128 bytes fit; what is longer keeps what tells it apart.
    @Test(arguments: [
        "a", "dataset.group/with/slashes", String(repeating: "x", count: 128), "\u{E9}\u{1F30D}",
    ])
    func namesComeBackWhole(name: String) throws {
        #expect(DatasetKey(name).text == name)
        let board = try Self.board()
        board.beginOpening(DatasetKey(name), place: 0, record: 7, at: .now)
        board.changeOpening(busy: 1, place: 0, record: 7)
        #expect(board.openings(place: 0) == [DatasetKey(name)])
    }

    @Test func longNamesStayApart() throws {
        let (one, two) = (String(repeating: "x", count: 300) + "1", String(repeating: "x", count: 300) + "2")
        #expect(DatasetKey(one) != DatasetKey(two))
        let board = try Self.board()
        board.beginOpening(DatasetKey(one), place: 0, record: 0, at: .now)
        board.changeOpening(busy: 1, place: 0, record: 0)
        #expect(board.openings(place: 0) == [DatasetKey(one)])
    }

    @Test func afterThreeDeathsADatasetIsLeftAlone() throws {
        let board = try Self.board()
        let trials = OpeningTrials(board: board)
        for deaths in 1...3 {
            try open(trials, "d", isLast: false) {}
            #expect(!trials.isLeftAlone(DatasetKey("d")))
            #expect(board.addDeath(over: DatasetKey("d")) == deaths)
        }
        #expect(trials.isLeftAlone(DatasetKey("d")))
        let expected = Failure.storage(
            dataset: "d",
            key: "",
            .corrupt(
                reason: "opening it has ended 3 worker processes; it is left alone until its store or the "
                    + "configuration changes"
            )
        )
        #expect(throws: expected) { try open(trials, "d") { Issue.record("was tried") } }
        try open(trials, "e") {}
        // The next configuration begins anew.
        board.removeNotes()
        try open(trials, "d") {}
    }

    @Test func successForgetsDeaths() throws {
        let board = try Self.board()
        let trials = OpeningTrials(board: board)
        _ = board.addDeath(over: DatasetKey("d"))
        _ = board.addDeath(over: DatasetKey("d"))
        try open(trials, "d") {}
        #expect(board.note(of: DatasetKey("d")) == nil)
        #expect(board.addDeath(over: DatasetKey("d")) == 1)
    }

    /// The first look tells what the state is, a later one that it is another.
    @Test func anotherStateIsTriedAgain() throws {
        let board = try Self.board()
        for _ in 0..<3 { _ = board.addDeath(over: DatasetKey("d")) }
        let trials = OpeningTrials(board: board)
        #expect(throws: Failure.self) { try open(trials, "d", state: 11) {} }
        #expect(throws: Failure.self) { try open(trials, "d", state: nil) {} }
        #expect(throws: Failure.self) { try open(trials, "d", state: 11) {} }
        try open(trials, "d", state: 12) {}
        #expect(board.note(of: DatasetKey("d")) == nil)
    }

    /// A store that hung while workers died, and answers again.
    @Test func aStoreThatAnswersAgainIsTriedAgain() throws {
        let board = try Self.board()
        for _ in 0..<3 { _ = board.addDeath(over: DatasetKey("d")) }
        let trials = OpeningTrials(board: board)
        #expect(throws: Failure.self) { try open(trials, "d", state: nil) {} }
        #expect(throws: Failure.self) { try open(trials, "d", state: nil) {} }
        try open(trials, "d", state: 11) {}
        #expect(board.note(of: DatasetKey("d")) == nil)
    }

    @Test func moreNotesThanThereIsRoomForChangeNothing() throws {
        let board = try Self.board()
        for number in 0..<200 { _ = board.addDeath(over: DatasetKey("d\(number)")) }
        #expect(board.note(of: DatasetKey("d0"))?.deaths == 1)
        #expect(board.note(of: DatasetKey("d199")) == nil)
    }

    private func open(
        _ trials: OpeningTrials,
        _ name: String,
        isLast: Bool = true,
        state: UInt64? = nil,
        context: WorkContext = WorkContext(deadline: .after(seconds: 60)),
        _ body: () throws -> Void
    ) throws {
        try trials.opening(
            DatasetKey(name),
            dataset: name,
            isLast: isLast,
            lookSeconds: 0,
            context: context,
            state: { state },
            body
        )
    }
}

@Suite struct DescriptorLimitTests {
    /// 128 for the program, 6 for each of 28 threads, 128 for each of two hosts.
    @Test func whatIsNeededIsComputed() throws {
        let yaml = """
            datasets:
              - {id: a, store: 'https://one.example/a'}
              - {id: b, store: 'https://one.example/b'}
              - {id: c, store: 's3://bucket/c'}
              - {id: d, store: /data/d}
            """
        let configuration = try Configuration(yaml: yaml, file: "c.yaml", directory: "/")
        #expect(DescriptorLimit.hosts(of: configuration) == ["https://one.example", "s3://bucket"])
        #expect(DescriptorLimit.needed(by: configuration) == 128 + 28 * 6 + 2 * 128)
    }
}
