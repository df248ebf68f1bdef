internal import Catalogue
internal import Execution
internal import Gateway
internal import Glibc
internal import Synchronization

/// A worker's heartbeat: a thread of its own that tells the supervisor that the process lives, and whether some of its
/// threads do not come back; and that ends the process when its supervisor has gone.
final class Pulse: Sendable {
    private static let seconds = 0.5
    /// How datasets do is told at every so many beats: there may be thousands.
    private static let beatsPerStates = 8

    private let state = Monitor(false)
    private let thread: Mutex<WorkerThread?>

    /// `isStuck` is asked at every beat, the others at some: `loginFails` says whether people cannot sign in as they should.
    init(
        board: WorkerBoard?,
        place: Int,
        supervisor: Int32,
        states: @escaping @Sendable () -> [DatasetState],
        loginFails: @escaping @Sendable () -> Bool = { false },
        isStuck: @escaping @Sendable () -> Bool
    ) {
        thread = Mutex(nil)
        let started = WorkerThread(name: "pulse") { [state] in
            var beats = 0
            repeat {
                // The kernel's own signal may have been lost; nothing that a request does may hold this up.
                if getppid() != supervisor { _exit(1) }
                board?.beat(place: place, isStuck: isStuck(), at: .now)
                if let memory = ProcessMemory.own { board?.setMemory(memory, place: place) }
                if beats % Self.beatsPerStates == 0 {
                    board?.setStates(states(), place: place)
                    board?.setLoginFails(loginFails(), place: place)
                }
                beats += 1
            } while state.wait(until: .after(seconds: Self.seconds), for: { $0 ? true : nil }) == nil
        }
        thread.withLock { $0 = started }
    }

    func stop() {
        state.update { $0 = true }
        thread.withLock { $0 }?.join()
    }
}
