/// Values by key in the order of their last use: the oldest is found at once.
///
/// Inlinable, and public for that alone (what is only of the package is not inlined across targets): caches look into it
/// for every chunk.
public struct RecencyList<Key: Hashable, Value> {
    @usableFromInline struct Entry {
        @usableFromInline let key: Key
        @usableFromInline var value: Value
        /// Neighbours, as places in `entries`; -1 at the ends.
        @usableFromInline var newer: Int
        @usableFromInline var older: Int

        @inlinable init(key: Key, value: Value) {
            self.key = key
            self.value = value
            newer = -1
            older = -1
        }
    }

    @usableFromInline var places: [Key: Int] = [:]
    @usableFromInline var entries: [Entry?] = []
    @usableFromInline var free: [Int] = []
    @usableFromInline var newest = -1
    @usableFromInline var oldest = -1

    /// An empty list.
    @inlinable public init() {}

    /// Number of values.
    @inlinable public var count: Int { places.count }

    /// The value of `key`, which becomes the one last used.
    @inlinable public mutating func use(_ key: Key) -> Value? {
        guard let place = places[key], let value = entries[place]?.value else { return nil }
        if place != newest {
            unlink(place)
            link(place)
        }
        return value
    }

    /// Puts a value in as the one last used; returns the one that it replaces.
    @inlinable public mutating func insert(_ value: Value, for key: Key) -> Value? {
        if let place = places[key] {
            let before = entries[place]?.value
            entries[place]?.value = value
            return before
        }
        let entry = Entry(key: key, value: value)
        let place = free.popLast() ?? entries.count
        if place == entries.count { entries.append(entry) } else { entries[place] = entry }
        places[key] = place
        link(place)
        return nil
    }

    /// Takes out the value that has not been used for longest.
    @inlinable public mutating func removeOldest() -> Value? {
        guard oldest >= 0, let entry = entries[oldest] else { return nil }
        return remove(entry.key)
    }

    /// Takes out the value of `key`.
    @inlinable public mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        unlink(place)
        let value = entries[place]?.value
        entries[place] = nil
        free.append(place)
        return value
    }

    @inlinable mutating func link(_ place: Int) {
        entries[place]?.older = newest
        entries[place]?.newer = -1
        if newest >= 0 { entries[newest]?.newer = place }
        newest = place
        if oldest < 0 { oldest = place }
    }

    @inlinable mutating func unlink(_ place: Int) {
        guard let entry = entries[place] else { return }
        if entry.newer >= 0 { entries[entry.newer]?.older = entry.older } else { newest = entry.older }
        if entry.older >= 0 { entries[entry.older]?.newer = entry.newer } else { oldest = entry.newer }
    }
}
