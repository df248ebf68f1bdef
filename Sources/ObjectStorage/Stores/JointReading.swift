package import Execution
internal import Synchronization

/// Reads of several stores that belong to one request: those that answer over a network wait at the same time.
package enum JointReading {
    /// What is read of one store.
    package struct Part: Sendable {
        package let store: any ObjectStore
        package let requests: [ObjectRequest]

        package init(store: any ObjectStore, requests: [ObjectRequest]) {
            self.store = store
            self.requests = requests
        }
    }

    /// Stores that are waited for at a time: signed links are a store each, and a request may have thousands.
    private static let maxAtATime = 8

    /// As `ObjectStore.readJoining` of each part; `deliver` runs on the calling thread, with the part's index and the
    /// request's in it.
    ///
    /// - Throws: as `ObjectStore.read`; the first error ends the reading of all parts.
    package static func read(
        _ parts: [Part],
        context: WorkContext,
        deliver: (Int, Int, ObjectOutcome) throws -> Void
    ) throws {
        let wanted = parts.indices.filter { !parts[$0].requests.isEmpty }
        let distant = wanted.filter { !(parts[$0].store is any LocalStore) }
        guard wanted.count > 1, !distant.isEmpty else {
            for index in wanted { try read(parts[index], index, context, deliver) }
            return
        }
        let gathering = Gathering(parts, distant, context)
        defer { gathering.end() }
        for index in wanted where parts[index].store is any LocalStore {
            try read(parts[index], index, context, deliver)
        }
        try gathering.deliverAll(context, deliver)
    }

    private static func read(
        _ part: Part,
        _ index: Int,
        _ context: WorkContext,
        _ deliver: (Int, Int, ObjectOutcome) throws -> Void
    ) throws {
        try part.store.readJoining(part.requests, context: context) { try deliver(index, $0, $1) }
    }

    /// Threads that read parts, and what they have brought.
    private final class Gathering: Sendable {
        private struct State {
            var arrived: [(part: Int, request: Int, outcome: ObjectOutcome)] = []
            var waiting: [Int]
            var unfinished: Int
            var error: (any Error)?
        }

        /// How long the caller sleeps before it looks whether its client is still there.
        private static let secondsBetweenChecks = 0.25

        private let parts: [Part]
        /// Ends with the calling thread's interest, not with the client's alone.
        private let context: WorkContext
        private let state: Monitor<State>
        private let threads: Mutex<[WorkerThread]>

        init(_ parts: [Part], _ distant: [Int], _ context: WorkContext) {
            self.parts = parts
            self.context = context.branch()
            state = Monitor(State(waiting: distant.reversed(), unfinished: distant.count))
            threads = Mutex([])
            for number in 0..<min(distant.count, JointReading.maxAtATime) {
                let thread = WorkerThread(name: "store-\(number)") { self.context.busy { self.work() } }
                threads.withLock { $0.append(thread) }
            }
        }

        private func work() {
            while let index = state.withLock({ $0.error == nil ? $0.waiting.popLast() : nil }) {
                do {
                    try JointReading.read(parts[index], index, context) { part, request, outcome in
                        state.update { $0.arrived.append((part, request, outcome)) }
                    }
                    state.update { $0.unfinished -= 1 }
                } catch {
                    state.update { if $0.error == nil { $0.error = error } }
                }
            }
        }

        /// Hands out what the threads bring until all of it has come.
        func deliverAll(_ context: WorkContext, _ deliver: (Int, Int, ObjectOutcome) throws -> Void) throws {
            var isOver = false
            while !isOver {
                let taken = try context.waiting { () throws(Interruption) in
                    try takeArrived(context, &isOver)
                }
                for (part, request, outcome) in try taken.get() { try deliver(part, request, outcome) }
            }
        }

        /// What has arrived since the last call, after a while nothing; or why no more comes.
        private func takeArrived(_ context: WorkContext, _ isOver: inout Bool) throws(Interruption)
            -> Result<[(part: Int, request: Int, outcome: ObjectOutcome)], any Error>
        {
            if context.deadline.hasPassed, let part = parts.first(where: { !$0.requests.isEmpty }) {
                return .failure(StorageError.timedOut(key: part.requests[0].key))
            }
            try context.check()
            let pause = min(Deadline.after(seconds: Self.secondsBetweenChecks), context.deadline)
            let taken = state.wait(until: pause) {
                state -> Result<[(part: Int, request: Int, outcome: ObjectOutcome)], any Error>? in
                if let error = state.error { return .failure(error) }
                isOver = state.unfinished == 0
                return state.arrived.isEmpty && !isOver ? nil : .success(exchange(&state.arrived, with: []))
            }
            return taken ?? .success([])
        }

        /// Gives up what has not come.
        func end() {
            state.update { $0.waiting = [] }
            context.cancel()
            for thread in threads.withLock({ exchange(&$0, with: []) }) { thread.join() }
        }
    }
}
