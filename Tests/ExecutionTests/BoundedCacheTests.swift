import Testing

@testable import Execution

@Suite struct BoundedCacheTests {
    private static func cache(limit: Int, budget: Int = 1000) -> (BoundedCache<String, Int>, MemoryLedger) {
        let ledger = MemoryLedger(budget: budget)
        return (BoundedCache(limit: limit, ledger: ledger, share: .whole), ledger)
    }

    /// Room for three of a hundred bytes: the fourth takes the place of the one that was not used for longest.
    @Test func whatWasNotUsedForLongestGoesFirst() {
        let (cache, ledger) = Self.cache(limit: 300)
        for (number, key) in ["a", "b", "c"].enumerated() { cache.insert(number, for: key, cost: 100) }
        #expect(cache.value(for: "a") == 0)
        cache.insert(3, for: "d", cost: 100)
        #expect(cache.byteCount == 300)
        #expect(["a", "b", "c", "d"].map { cache.value(for: $0) } == [0, nil, 2, 3])
        withExtendedLifetime(ledger) {}
    }

    @Test func aNewValueTakesThePlaceOfTheOldOne() {
        let (cache, ledger) = Self.cache(limit: 300)
        cache.insert(1, for: "a", cost: 100)
        cache.insert(2, for: "a", cost: 250)
        #expect(cache.value(for: "a") == 2)
        #expect(cache.byteCount == 250)
        cache.insert(3, for: "b", cost: 301)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 2)
        withExtendedLifetime(ledger) {}
    }

    /// A request that needs 850 of 1,000 bytes leaves room for one entry.
    @Test func requestsComeFirst() throws {
        let (cache, ledger) = Self.cache(limit: 1000)
        for (number, key) in ["a", "b", "c"].enumerated() { cache.insert(number, for: key, cost: 100) }
        let held = try ledger.reserve(850, context: .background(seconds: 1))
        #expect(cache.byteCount == 100)
        #expect(["a", "b", "c"].map { cache.value(for: $0) } == [nil, nil, 2])
        #expect(cache.room == 150)
        withExtendedLifetime(held) {}
    }
}
