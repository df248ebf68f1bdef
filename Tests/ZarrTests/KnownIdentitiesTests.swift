import Testing

@testable import Zarr

@Suite struct KnownIdentitiesTests {
    private let space = ChunkIdentity.Space(store: "s", array: "a", epoch: "e")

    private func found(_ known: KnownIdentities, _ numbers: [Int], _ path: String = "a") -> [ChunkIdentity]? {
        known.all(numbers.count, ofArrayAt: path) { numbers[$0] }
    }

    @Test func tellsAllOrNothing() {
        let known = KnownIdentities()
        #expect(found(known, [1]) == nil)
        known.insert([5, 6].map(space.chunk), for: [5, 6], ofArrayAt: "a")
        #expect(found(known, [6, 5]) == [6, 5].map(space.chunk))
        #expect(found(known, [5, 7]) == nil)
        #expect(found(known, [5], "b") == nil)
        #expect(known.all(1, ofArrayAt: "a") { _ in nil } == nil)
    }

    /// Numbers of chunks that lie on top of each other in grids of many sizes, and more than there is room for.
    @Test(arguments: [1, 64, 1000, 1 << 14, 1 << 20]) func neverTellsAnothers(distance: Int) {
        let known = KnownIdentities()
        var right = 0
        for start in stride(from: 0, to: 20_000, by: 100) {
            let numbers = (start..<(start + 100)).map { $0 * distance }
            known.insert(numbers.map(space.chunk), for: numbers, ofArrayAt: "a")
            #expect(found(known, numbers).map { $0 == numbers.map(space.chunk) } ?? true)
        }
        for number in 0..<20_000 {
            guard let found = found(known, [number * distance]) else { continue }
            right += found == [space.chunk(number * distance)] ? 1 : -20_000
        }
        #expect(right > 4_000)
    }

    @Test func forgetsRatherThanGrows() {
        let known = KnownIdentities()
        let numbers = Array(0..<10_000)
        for array in 0..<8 {
            known.insert(numbers.map(space.chunk), for: numbers, ofArrayAt: "\(array)")
        }
        #expect(found(known, [1], "0") == nil)
        #expect(found(known, [1], "7") == [space.chunk(1)])
    }
}
