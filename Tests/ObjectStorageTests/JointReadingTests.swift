import Execution
import ObjectStorage
import TestSupport
import Testing

/// Several stores are waited for at the same time.
@Suite struct JointReadingTests {
    /// Answers once as many stores as there are have been asked: asking one after the other waits in vain.
    private final class MeetingStore: ObjectStore {
        let label: String
        private let asked: Monitor<Int>
        private let expected: Int

        init(_ label: String, _ asked: Monitor<Int>, expected: Int) {
            (self.label, self.asked, self.expected) = (label, asked, expected)
        }

        func read(
            _ requests: [ObjectRequest],
            context: WorkContext,
            deliver: (Int, ObjectOutcome) throws -> Void
        ) throws {
            asked.update { $0 += 1 }
            while true {
                let met = asked.wait(until: .after(seconds: 0.01)) { $0 >= expected ? true : nil }
                if met == true { break }
                do {
                    try context.check()
                } catch .deadlinePassed {
                    throw StorageError.timedOut(key: requests[0].key)
                }
            }
            for (index, request) in requests.enumerated() {
                let bytes = ObjectBytes(Array("\(label)/\(request.key)".utf8))
                try deliver(index, .found(StoredObject(bytes: bytes, objectLength: nil, validator: nil)))
            }
        }
    }

    private func parts(_ stores: [any ObjectStore]) -> [JointReading.Part] {
        stores.map { store in
            let requests = ["a", "b"].map { ObjectRequest(key: $0, maxBytes: 100) }
            return JointReading.Part(store: store, requests: requests)
        }
    }

    private func texts(_ parts: [JointReading.Part], _ context: WorkContext) throws -> [String] {
        var texts: [String] = []
        try JointReading.read(parts, context: context) { part, request, outcome in
            guard case .found(let object) = outcome else { return }
            let text = object.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
            texts.append("\(part) \(request) \(text)")
        }
        return texts.sorted()
    }

    @Test(arguments: [2, 3, 8]) func storesAreAskedTogether(count: Int) throws {
        let asked = Monitor(0)
        let stores = (0..<count).map { MeetingStore("s\($0)", asked, expected: count) }
        let expected = (0..<count).flatMap { ["\($0) 0 s\($0)/a", "\($0) 1 s\($0)/b"] }
        #expect(try texts(parts(stores), .background(seconds: 60)) == expected)
        #expect(asked.withLock { $0 } == count)
    }

    @Test func moreStoresThanThreadsAndFilesAmongThem() throws {
        let files = MemoryStore(["a": [0x78], "b": [0x79]], label: "m")
        let distant = (0..<20).map { MeetingStore("s\($0)", Monitor(0), expected: 1) }
        let found = try texts(parts([files] + distant), .background(seconds: 60))
        #expect(found.count == 42 && found.contains("0 1 y") && found.contains("20 0 s19/a"))
    }

    @Test func theDeadlineEndsTheWaitForAStore() {
        let asked = Monitor(0)
        let stores = (0..<2).map { MeetingStore("s\($0)", asked, expected: 3) }
        #expect(throws: StorageError.timedOut(key: "a")) {
            try texts(parts(stores), .background(seconds: 0.2))
        }
    }

    @Test func whatTheReceiverThrowsEndsAllReading() {
        struct Enough: Error {}
        let asked = Monitor(0)
        // The second never answers: only giving it up ends the call.
        let stores = [MeetingStore("s", asked, expected: 1), MeetingStore("t", Monitor(0), expected: 2)]
        #expect(throws: Enough.self) {
            try JointReading.read(parts(stores), context: .background(seconds: 600)) { _, _, _ in
                throw Enough()
            }
        }
    }

    @Test func oneStoresErrorEndsTheOthers() {
        struct Broken: ObjectStore {
            let label = "broken"

            func read(
                _ requests: [ObjectRequest],
                context: WorkContext,
                deliver: (Int, ObjectOutcome) throws -> Void
            ) throws {
                throw StorageError.timedOut(key: "a")
            }
        }
        let stores: [any ObjectStore] = [Broken(), MeetingStore("t", Monitor(0), expected: 2)]
        #expect(throws: StorageError.timedOut(key: "a")) {
            try texts(parts(stores), .background(seconds: 600))
        }
    }
}
