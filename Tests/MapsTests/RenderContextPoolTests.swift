import Testing

@testable import Maps

/// Contexts are used one after the other, the warmest first, and never by two at once.
struct RenderContextPoolTests {
    @Test func theContextGivenBackLastIsTakenFirst() {
        let pool = RenderContextPool()
        let (first, second) = (pool.take(), pool.take())
        #expect(first !== second)
        pool.giveBack(first)
        pool.giveBack(second)
        #expect(pool.count == 2)
        #expect(pool.take() === second && pool.take() === first)
        #expect(pool.count == 0)
    }

    @Test func noMoreAreKeptThanAHostUses() {
        let pool = RenderContextPool()
        let many = (0..<70).map { _ in pool.take() }
        for context in many { pool.giveBack(context) }
        #expect(pool.count == 64)
    }

    /// A picture inside another has a canvas of its own.
    @Test func picturesDoNotShareACanvas() throws {
        try RenderContext.makePicture(width: 4, height: 4) { outer in
            outer.canvas.set(column: 1, row: 1, to: 7)
            try RenderContext.makePicture(width: 2, height: 2) { inner in
                #expect(inner.canvas !== outer.canvas)
                inner.canvas.set(column: 1, row: 1, to: 9)
            }
            #expect(outer.canvas.index(column: 1, row: 1) == 7)
        }
    }
}
