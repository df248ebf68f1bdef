import Synchronization
import TestSupport
import Testing

@testable import Execution

/// Bulkheads whose time passes only when a test says so.
private final class Stage: Sendable {
    private final class Time: Sendable {
        let now = Mutex(Deadline(nanoseconds: 1_000_000_000_000))
    }

    private let time = Time()
    let bulkheads: Bulkheads
    let group: Bulkheads.Group

    init(threads: Int = 16) {
        bulkheads = Bulkheads { [time] in time.now.withLock { $0 } }
        group = bulkheads.group("interactive", threads: threads)
    }

    func pass(_ seconds: Double) {
        time.now.withLock { $0 = $0.later(bySeconds: seconds) }
    }

    func enter(_ name: String, at place: String, for asker: String? = nil) -> UInt64? {
        try? bulkheads.enter([.own(name), .shared(place)], group, asker: asker)
    }

    func read(_ name: String, at place: String) -> StoreReading {
        StoreReading(bulkheads, subjects: [.own(name)], place: .shared(place))
    }
}

/// Sixteen threads, of which whoever asks may leave four waiting for what does not answer, whatever that is.
@Suite struct AskerWaitsTests {
    private let stage = Stage()

    /// A wait for a dataset of its own on a host of its own, and what is read there.
    private func wait(_ number: Int, for asker: String) -> (wait: UInt64?, reading: StoreReading) {
        let wait = stage.enter("d\(number)", at: "h\(number)", for: asker)
        return (wait, stage.read("d\(number)", at: "h\(number)"))
    }

    @Test func silenceOfManyStoresLeavesAQuarterOfTheThreads() {
        let waits = (0..<16).map { wait($0, for: "ada") }
        #expect(waits.allSatisfy { $0.wait != nil })
        let other = wait(100, for: "bob")
        stage.pass(1.1)
        let staying = waits.compactMap(\.wait).filter { stage.bulkheads.mayStay($0, stage.group) }
        #expect(staying == Array(waits.compactMap(\.wait).prefix(4)))
        #expect(other.wait.map { stage.bulkheads.mayStay($0, stage.group) } == true)
        for wait in waits.compactMap(\.wait) where !staying.contains(wait) { stage.bulkheads.leave(wait) }
        // Newcomers are refused at once, before a thread is held: there is no telling whether these answer.
        #expect((200..<300).allSatisfy { stage.enter("d\($0)", at: "h\($0)", for: "ada") == nil })
        #expect(stage.enter("d300", at: "h300", for: "bob") != nil)
        #expect(stage.enter("d301", at: "h301") != nil)
    }

    @Test func whatIsKnownToAnswerIsOpenToThemToo() {
        let well = stage.read("well", at: "w")
        well.answer()
        well.end()
        let waits = (0..<16).map { wait($0, for: "ada") }
        stage.pass(1.1)
        let refused = waits.compactMap(\.wait).filter { !stage.bulkheads.mayStay($0, stage.group) }
        #expect(refused.count == 12)
        #expect((0..<50).allSatisfy { _ in stage.enter("well", at: "w", for: "ada") != nil })
        #expect(stage.enter("new", at: "n", for: "ada") == nil)
        // Half a minute later, when they have gone, they are as others again.
        for wait in waits.compactMap(\.wait) { stage.bulkheads.leave(wait) }
        for wait in waits { wait.reading.end() }
        #expect(stage.enter("new", at: "n", for: "ada") != nil)
        stage.pass(31)
        #expect((0..<16).allSatisfy { stage.enter("e\($0)", at: "g\($0)", for: "ada") != nil })
    }

    /// A browser's burst of tiles from stores that are far away, one of which has not been asked before.
    @Test func whileEverythingAnswersNobodyIsRefused() {
        var waits: [UInt64] = []
        for number in 0..<100 {
            let (wait, reading) = wait(number, for: "ada")
            stage.pass(0.05)
            reading.answer()
            reading.end()
            waits += wait.map { [$0] } ?? []
        }
        #expect(waits.count == 100)
        #expect(waits.allSatisfy { stage.bulkheads.mayStay($0, stage.group) })
    }

    /// Who waits for another's work that reads nothing is not accused of anything.
    @Test func waitingForWorkIsNotSilence() {
        let waits = (0..<16).compactMap { stage.enter("d\($0)", at: "h", for: "ada") }
        stage.pass(60)
        #expect(waits.count == 16 && waits.allSatisfy { stage.bulkheads.mayStay($0, stage.group) })
    }

    @Test func groupsHaveSharesOfTheirOwn() {
        let bulk = stage.bulkheads.group("bulk", threads: 8)
        let waits = (0..<16).map { wait($0, for: "ada") }
        let downloads = (0..<8).compactMap {
            try? stage.bulkheads.enter([.own("d\($0)"), .shared("h\($0)")], bulk, asker: "ada")
        }
        stage.pass(1.1)
        #expect(waits.compactMap(\.wait).count { stage.bulkheads.mayStay($0, stage.group) } == 4)
        #expect(downloads.count { stage.bulkheads.mayStay($0, bulk) } == 2)
    }
}

@Suite struct BulkheadTests {
    /// Sixteen threads, a quarter: four seats.
    @Test func whileAStoreAnswersAnyNumberMayWait() {
        let stage = Stage()
        let reading = stage.read("a", at: "h")
        for _ in 0..<100 {
            stage.pass(0.1)
            reading.answer()
            #expect(stage.enter("a", at: "h") != nil)
        }
    }

    @Test func silenceLeavesAQuarterOfTheThreads() {
        let stage = Stage()
        let waits = (0..<16).compactMap { _ in stage.enter("a", at: "h") }
        #expect(waits.count == 16)
        let reading = stage.read("a", at: "h")
        stage.pass(0.9)
        #expect(waits.allSatisfy { stage.bulkheads.mayStay($0, stage.group) })
        stage.pass(0.2)
        #expect(waits.count { stage.bulkheads.mayStay($0, stage.group) } == 4)
        // Newcomers are refused at once, before a thread is held.
        #expect(stage.enter("a", at: "h") == nil)
        #expect(stage.enter("b", at: "g") != nil)
        reading.answer()
        #expect(stage.enter("a", at: "h") != nil)
    }

    @Test(arguments: [(1, 1), (2, 1), (4, 1), (8, 2), (16, 4), (256, 64)])
    func seatsAreAQuarterAndAtLeastOne(threads: Int, seats: Int) {
        #expect(BulkheadRules().seats(threads: threads) == seats)
    }

    /// Who waits for another's work that reads nothing is not accused of anything.
    @Test func waitingForWorkIsNotSilence() {
        let stage = Stage()
        let waits = (0..<16).compactMap { _ in stage.enter("a", at: "h") }
        stage.pass(60)
        #expect(waits.allSatisfy { stage.bulkheads.mayStay($0, stage.group) })
        #expect(stage.enter("a", at: "h") != nil)
    }

    /// Pauses of one and two seconds; between them one asks and all others are refused.
    @Test func whatKeepsFailingIsAskedByOne() {
        let stage = Stage()
        for _ in 0..<5 {
            #expect(!stage.bulkheads.isFailing(.own("a")))
            let reading = stage.read("a", at: "h")
            reading.meet(.ofPlace)
            reading.end()
        }
        #expect(stage.bulkheads.isFailing(.own("a")))
        #expect(stage.bulkheads.isFailing(.shared("h")))
        #expect(stage.enter("a", at: "h") == nil)
        for pause in [1.0, 2.0, 4.0] {
            stage.pass(pause + 0.01)
            let probe = stage.enter("a", at: "h")
            #expect(probe != nil)
            #expect((0..<100).allSatisfy { _ in stage.enter("a", at: "h") == nil })
            let reading = stage.read("a", at: "h")
            reading.meet(.ofPlace)
            reading.end()
            if let probe { stage.bulkheads.leave(probe) }
            stage.pass(pause)
            #expect(stage.enter("a", at: "h") == nil)
        }
        stage.pass(30)
        let probe = stage.enter("a", at: "h")
        stage.read("a", at: "h").answer()
        if let probe { stage.bulkheads.leave(probe) }
        #expect(!stage.bulkheads.isFailing(.own("a")))
        #expect((0..<16).allSatisfy { _ in stage.enter("a", at: "h") != nil })
    }

    /// A host that answers 500 for one dataset is well for the others.
    @Test func aRefusalIsNotItsHosts() {
        let stage = Stage()
        for _ in 0..<10 {
            let reading = stage.read("a", at: "h")
            reading.meet(.ofSubject)
            reading.end()
        }
        #expect(stage.bulkheads.isFailing(.own("a")))
        #expect(!stage.bulkheads.isFailing(.shared("h")))
        #expect(stage.enter("b", at: "h") != nil)
    }

    /// One bad chunk among good ones says nothing of the store.
    @Test func oneAnswerOutweighsFailures() {
        let stage = Stage()
        for _ in 0..<20 {
            let reading = stage.read("a", at: "h")
            reading.answer()
            reading.meet(.ofSubject)
            reading.end()
        }
        #expect(!stage.bulkheads.isFailing(.own("a")))
    }

    @Test func whatHangsCountsAsFailing() {
        let stage = Stage()
        let reading = stage.read("a", at: "h")
        stage.pass(4)
        #expect(!stage.bulkheads.isFailing(.own("a")))
        stage.pass(2)
        #expect(stage.bulkheads.isFailing(.own("a")))
        reading.answer()
        #expect(!stage.bulkheads.isFailing(.own("a")))
    }

    @Test func aProbeThatGivesUpLeavesItsPlaceToTheNext() {
        let stage = Stage()
        for _ in 0..<5 {
            let reading = stage.read("a", at: "h")
            reading.meet(.silence)
            reading.end()
        }
        stage.pass(1.1)
        let probe = stage.enter("a", at: "h")
        #expect(probe != nil)
        if let probe { stage.bulkheads.leave(probe) }
        #expect(stage.enter("a", at: "h") != nil)
    }

    /// Twenty generated minutes: whatever comes, a dataset that hangs holds a share of the threads, and another is
    /// let in, also one at the same host.
    @Test(arguments: 0..<20)
    func aDatasetCannotSlowAnother(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let stage = Stage()
        let place = Bool.random(using: &random) ? "h" : "other"
        var held: [(wait: UInt64, since: Double)] = []
        var leader: StoreReading?
        for step in 0..<600 {
            let now = Double(step) / 10
            for _ in 0..<Int.random(in: 0...24, using: &random) where held.count < 16 {
                guard let wait = stage.enter("sick", at: "h") else { continue }
                held.append((wait, now))
                if leader == nil { leader = stage.read("sick", at: "h") }
            }
            held.removeAll { entry in
                let isOver = now - entry.since >= 30
                guard isOver || !stage.bulkheads.mayStay(entry.wait, stage.group) else { return false }
                if isOver, let reading = leader {
                    reading.meet(.silence)
                    reading.end()
                    leader = nil
                }
                stage.bulkheads.leave(entry.wait)
                return true
            }
            if leader == nil, !held.isEmpty { leader = stage.read("sick", at: "h") }
            // Before the first second is over nobody can know.
            if now > 2.2 {
                #expect(held.count <= 4 + 1, "at \(now) s")
                if Int.random(in: 0..<10, using: &random) == 0 {
                    guard let wait = stage.enter("well", at: place) else {
                        Issue.record("refused at \(now) s")
                        return
                    }
                    let reading = stage.read("well", at: place)
                    reading.answer()
                    reading.end()
                    stage.bulkheads.leave(wait)
                }
            }
            stage.pass(0.1)
        }
    }
}

@Suite struct WaitingContextTests {
    private func context(_ stage: Stage) -> WorkContext {
        let context = WorkContext(deadline: .after(seconds: 60), group: stage.group)
        context.concerns("a")
        return context
    }

    /// Waits within waits are one, and the last to end gives the seat back.
    @Test func waitsNest() throws {
        let stage = Stage(threads: 4)
        let reading = stage.read("a", at: "h")
        stage.pass(1.5)
        let first = context(stage)
        try first.waiting { () throws(Interruption) in
            try first.waiting { () throws(Interruption) in try first.check() }
            #expect(throws: Interruption.heldUp) { try context(stage).waiting {} }
        }
        try context(stage).waiting {}
        reading.end()
    }

    @Test func aRefusalIsCounted() {
        let stage = Stage(threads: 4)
        let reading = stage.read("a", at: "h")
        stage.pass(6)
        let context = context(stage)
        #expect(throws: Interruption.heldUp) { try context.reading(at: "h") { _ in } }
        #expect(context.measurements.count(of: .heldUp) == 1)
        reading.end()
    }

    /// What nobody's thread waits for, such as a warm-up, is never refused.
    @Test func backgroundWorkGoesOn() throws {
        let stage = Stage()
        let reading = stage.read("a", at: "h")
        stage.pass(6)
        let context = WorkContext.background(seconds: 60, bulkheads: stage.bulkheads)
        context.concerns("a")
        try context.reading(at: "h") { $0?.answer() }
        #expect(!stage.bulkheads.isFailing(.own("a")))
        reading.end()
    }

    @Test func lessTimeEndsWithTheClient() {
        let whole = WorkContext(deadline: .after(seconds: 60))
        let part = whole.limited(to: .after(seconds: 3600))
        #expect(part.deadline == whole.deadline)
        whole.cancel()
        #expect(throws: Interruption.cancelled) { try part.check() }
        #expect(throws: Never.self) {
            try whole.limited(to: .after(seconds: 1), endsWithClient: false).check()
        }
    }
}
