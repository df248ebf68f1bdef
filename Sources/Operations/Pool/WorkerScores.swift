internal import CPlatform
internal import Execution
internal import Gateway

/// The place of one worker on the board, as its threads use it.
struct WorkerScores: RequestBoard {
    let board: WorkerBoard
    let place: Int

    func adopt(thread: Int) {
        sluice_fault_word(board.faultWord(place: place, thread: thread))
    }

    func begin(thread: Int, group: Int, waitedNanoseconds: UInt64) {
        board.begin(place: place, group: group, waitedNanoseconds: waitedNanoseconds)
    }

    func hold(_ digest: UInt64, method: String, target: String, thread: Int) {
        board.hold(digest, method: method, target: target, place: place, thread: thread)
    }

    func refusedSeconds(_ digest: UInt64) -> Double? {
        board.refusedSeconds(digest, at: .now)
    }

    func end(thread: Int, group: Int, forgiven digest: UInt64?) {
        board.release(place: place, thread: thread)
        board.end(place: place, group: group)
        if let digest { board.forgive(digest) }
    }
}
