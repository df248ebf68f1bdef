/// Values by key in the order of their last use: the oldest is found at once.
struct RecencyList<Key: Hashable, Value> {
    private struct Entry {
        let key: Key
        var value: Value
        /// Neighbours, as places in `entries`; -1 at the ends.
        var newer: Int
        var older: Int
    }

    private var places: [Key: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1

    var count: Int { places.count }

    /// The value of `key`, which becomes the one last used.
    mutating func use(_ key: Key) -> Value? {
        guard let place = places[key], let value = entries[place]?.value else { return nil }
        if place != newest {
            unlink(place)
            link(place)
        }
        return value
    }

    /// Puts a value in as the one last used; returns the one that it replaces.
    mutating func insert(_ value: Value, for key: Key) -> Value? {
        if let place = places[key] {
            let before = entries[place]?.value
            entries[place]?.value = value
            return before
        }
        let entry = Entry(key: key, value: value, newer: -1, older: -1)
        let place = free.popLast() ?? entries.count
        if place == entries.count { entries.append(entry) } else { entries[place] = entry }
        places[key] = place
        link(place)
        return nil
    }

    /// Takes out the value that has not been used for longest.
    mutating func removeOldest() -> Value? {
        guard oldest >= 0, let entry = entries[oldest] else { return nil }
        return remove(entry.key)
    }

    mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        unlink(place)
        let value = entries[place]?.value
        entries[place] = nil
        free.append(place)
        return value
    }

    private mutating func link(_ place: Int) {
        entries[place]?.older = newest
        entries[place]?.newer = -1
        if newest >= 0 { entries[newest]?.newer = place }
        newest = place
        if oldest < 0 { oldest = place }
    }

    private mutating func unlink(_ place: Int) {
        guard let entry = entries[place] else { return }
        if entry.newer >= 0 { entries[entry.newer]?.older = entry.older } else { newest = entry.older }
        if entry.older >= 0 { entries[entry.older]?.newer = entry.newer } else { oldest = entry.newer }
    }
}
