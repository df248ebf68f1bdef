import Execution
import Testing

@testable import Operations

@Suite struct WorkerSlotTests {
    /// A worker that started so many seconds ago.
    private func worker(_ process: Int32, livedSeconds: Double) -> WorkerProcess {
        let lived = UInt64(livedSeconds * 1e9)
        return WorkerProcess(
            process: process,
            started: Deadline(nanoseconds: Deadline.now.nanoseconds - lived)
        )
    }

    @Test func aNewSlotWantsAWorkerAtOnce() {
        var slot = WorkerSlot()
        #expect(slot.wantsWorker)
        slot.start(worker(7, livedSeconds: 0))
        #expect(!slot.wantsWorker)
        #expect(slot.due == nil)
    }

    @Test func pausesDoubleForWorkersThatDieYoung() {
        var slot = WorkerSlot()
        var pauses = [slot.pause]
        for process in Int32(1)...9 {
            slot.start(worker(process, livedSeconds: 0))
            #expect(slot.hasLost(process) != nil)
            pauses.append(slot.pause)
        }
        #expect(pauses == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10])
    }

    @Test func aWorkerThatHadSettledIsReplacedSoon() {
        var slot = WorkerSlot()
        for process in Int32(1)...5 {
            slot.start(worker(process, livedSeconds: 0))
            _ = slot.hasLost(process)
        }
        slot.start(worker(9, livedSeconds: 1))
        _ = slot.hasLost(9)
        #expect(slot.pause == 0.1)
    }

    @Test func othersDeathsAreNotOurs() {
        var slot = WorkerSlot()
        slot.start(worker(7, livedSeconds: 1))
        #expect(slot.hasLost(8) == nil)
        #expect(!slot.wantsWorker)
    }

    @Test func aPredecessorStaysUntilItsSuccessorHasSettled() {
        var slot = WorkerSlot()
        slot.start(worker(7, livedSeconds: 100))
        #expect(slot.replace() == nil)
        #expect(slot.wantsWorker)
        #expect(slot.takeRetiring() == nil)
        slot.start(worker(8, livedSeconds: 0))
        #expect(slot.takeRetiring() == nil)
        #expect(slot.due != nil)
        _ = slot.hasLost(8)
        #expect(slot.predecessor?.process == 7)
        slot.start(worker(9, livedSeconds: 1))
        #expect(slot.takeRetiring()?.process == 7)
        #expect(slot.takeRetiring() == nil)
    }

    @Test func allWorkersLeaveTogether() {
        var slot = WorkerSlot()
        slot.start(worker(7, livedSeconds: 1))
        #expect(slot.replace() == nil)
        slot.start(worker(8, livedSeconds: 1))
        #expect(Set(slot.takeAll().map(\.process)) == [7, 8])
        #expect(slot.takeAll().isEmpty)
    }

    /// SIGHUP twice before the new worker has settled: nobody is lost from sight, and one that answers stays.
    @Test func aSecondReplacementOrphansNobody() {
        var slot = WorkerSlot()
        slot.start(worker(7, livedSeconds: 100))
        #expect(slot.replace() == nil)
        #expect(slot.replace() == nil)
        #expect(slot.predecessor?.process == 7)
        slot.start(worker(8, livedSeconds: 0))
        #expect(slot.replace()?.process == 7)
        #expect(slot.predecessor?.process == 8)
        slot.start(worker(9, livedSeconds: 0))
        #expect(Set(slot.takeAll().map(\.process)) == [8, 9])
    }
}
