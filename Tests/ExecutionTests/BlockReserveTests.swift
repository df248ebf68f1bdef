import Testing

@testable import Execution

@Suite("Blocks that are kept for the next use")
struct BlockReserveTests {
    private let reserve = BlockReserve(maxBytes: 16 << 20)

    @Test(
        "A block is as large as was asked for, writable and aligned for vectors",
        arguments: [
            0, 1, 63, 16_383, 16_384, 16_385, 36_864, 131_071, 131_072, 131_073, 4_152_960, 8 << 20,
            (8 << 20) + 1,
        ]
    )
    func blocks(bytes: Int) {
        let block = reserve.take(bytes)
        defer { reserve.giveBack(UnsafeRawBufferPointer(block)) }
        #expect(block.count == max(bytes, 1))
        #expect(UInt(bitPattern: block.baseAddress) % 64 == 0)
        block.initializeMemory(as: UInt8.self, repeating: 7)
        #expect(block.last == 7)
    }

    @Test("Two blocks that are in use never share memory, whatever was given back")
    func distinct() {
        let bytes = 1_234_567
        for _ in 0..<8 { reserve.giveBack(UnsafeRawBufferPointer(reserve.take(bytes))) }
        let blocks = (0..<8).map { _ in reserve.take(bytes) }
        defer { blocks.forEach { reserve.giveBack(UnsafeRawBufferPointer($0)) } }
        #expect(Set(blocks.map(\.baseAddress)).count == blocks.count)
    }

    @Test("What is kept has a bound, and what was used comes back before new memory does")
    func bound() {
        let bytes = 3 << 20
        let used = (0..<12).map { _ in reserve.take(bytes) }
        let starts = Set(used.map(\.baseAddress))
        used.forEach { reserve.giveBack(UnsafeRawBufferPointer($0)) }
        #expect(reserve.keptBytes <= (16 << 20))
        #expect(reserve.keptBytes >= (16 << 20) - bytes)
        let again = reserve.take(bytes)
        #expect(starts.contains(again.baseAddress))
        reserve.giveBack(UnsafeRawBufferPointer(again))
    }
}
