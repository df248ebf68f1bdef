internal import Synchronization

/// The identities of the chunks of one opened group as far as they were needed: of a store that knows its objects they
/// never change, and a chunk that is read again needs no new look-up of its reference.
final class KnownIdentities: Sendable {
    private struct State {
        var tables: [String: Table] = [:]
        var entries = 0
    }

    /// Entries of all arrays together, 32 bytes each; beyond it all are forgotten.
    private static let maxEntries = 1 << 16

    private let state = Mutex(State())

    /// One identity for each of `count` chunks of an array, if all of them are known; `number` tells their numbers.
    func all(_ count: Int, ofArrayAt path: String, number: (Int) -> Int?) -> [ChunkIdentity]? {
        state.withLock { state in
            guard let table = state.tables[path] else { return nil }
            var identities: [ChunkIdentity] = []
            identities.reserveCapacity(count)
            for index in 0..<count {
                guard let number = number(index), let identity = table[number] else { return nil }
                identities.append(identity)
            }
            return identities
        }
    }

    func insert(_ identities: [ChunkIdentity], for numbers: [Int], ofArrayAt path: String) {
        state.withLock { state in
            // Taken out while it changes: it is not copied.
            var table = state.tables.removeValue(forKey: path) ?? Table()
            state.entries -= table.entries.count
            for (number, identity) in zip(numbers, identities) { table.insert(identity, for: number) }
            if state.entries + table.entries.count > Self.maxEntries { state = State() }
            state.entries += table.entries.count
            state.tables[path] = table
        }
    }

    /// Identities by number: of two whose numbers meet in one place, the later.
    private struct Table {
        private static let least = 64
        private static let most = 1 << 14

        private var occupied = 0
        private(set) var entries = [Entry](repeating: .empty, count: least)

        struct Entry {
            static let empty = Entry(number: -1, identity: .none)

            var number: Int
            var identity: ChunkIdentity
        }

        subscript(number: Int) -> ChunkIdentity? {
            let entry = entries[place(of: number)]
            return entry.number == number ? entry.identity : nil
        }

        mutating func insert(_ identity: ChunkIdentity, for number: Int) {
            if occupied * 4 > entries.count * 3, entries.count < Self.most { grow() }
            let place = place(of: number)
            if entries[place].number < 0 { occupied += 1 }
            entries[place] = Entry(number: number, identity: identity)
        }

        private mutating func grow() {
            let old = entries
            occupied = 0
            entries = [Entry](repeating: .empty, count: old.count * 2)
            for entry in old where entry.number >= 0 { insert(entry.identity, for: entry.number) }
        }

        /// Neighbours stay together; what lies a table's length apart, as layers of a grid do, goes elsewhere.
        private func place(of number: Int) -> Int {
            let layer = UInt64(bitPattern: Int64(number / entries.count)) &* 0x9E37_79B9_7F4A_7C15
            return (number &+ Int(layer >> 32)) & (entries.count - 1)
        }
    }
}
